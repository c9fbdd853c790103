// The browser's own password manager, by the log that it keeps for developers: it finds the form in the frame, and offers to save it.

import { expect, test } from '../../harness/alone.ts';

test('it finds the form in the frame and its two fields, and offers to save the login that was sent', async ({
  browserAlone,
  alone,
  ownConnect,
}) => {
  const log = await browserAlone.open('chrome://password-manager-internals/');
  const says = (what: RegExp) => expect.poll(() => log.run('document.body.innerText')).toMatch(what);
  await says(/Capture/);
  const { claimCode } = await ownConnect.createLink();
  await alone.open(claimCode);
  await alone.shows("document.querySelector('#username')");
  await says(/Form is a password form[^}]*autocomplete=username[^}]*autocomplete=current-password/);
  await alone.login('user_good');
  await alone.shows("document.querySelector('[aria-current=step]')");
  await says(/Decision: ASK the user[^]*Show password prompt/);
});

test('the frame may ask for passkeys and for codes by SMS, and other sites in it may not', async ({ alone, ownConnect }) => {
  const { claimCode } = await ownConnect.createLink();
  await alone.open(claimCode);
  await alone.shows("document.querySelector('#username')");
  for (const feature of ['publickey-credentials-get', 'otp-credentials']) {
    const origins = await alone.tab.runInFrame('/clip/', `document.featurePolicy.getAllowlistForFeature('${feature}')`);
    expect(origins, feature).toEqual([ownConnect.address]);
  }
});
