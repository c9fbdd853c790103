// A page is lost at any stage, by a reload, a crash of its renderer, or because the browser discarded the tab. Opened again with the same
// claim code, it goes on with the same session at the same stage, and completes.

import { type Alone, expect, step, test } from '../../harness/alone.ts';
import type { Tab } from '../../harness/tab.ts';
import { WRITES } from '../modal/states.ts';

const LOGIN = "document.querySelector('#username')";
const CODE = "document.querySelector('[autocomplete=one-time-code]')";

interface Stage {
  operations?: object[];
  /** From the login to the stage. */
  reach(page: Alone): Promise<void>;
  /** What the frame shows there, and again after the page was lost; `null` if the session has ended. */
  shows: string | null;
  /** From the stage to the automation's work. */
  goOn?(page: Alone): Promise<void>;
}

const STAGES: Record<string, Stage> = {
  'the login': {
    reach: async () => undefined,
    shows: LOGIN,
    goOn: (page) => page.login('user_good'),
  },
  'the login after one wrong password': {
    reach: (page) => page.login('user_good', 'pass_wrong'),
    shows: `${LOGIN} && /2 attempts left/.test(document.body.textContent)`,
    goOn: (page) => page.login('user_good'),
  },
  'the one-time code': {
    reach: (page) => page.login('user_mfa'),
    shows: CODE,
    async goOn({ tab }) {
      await tab.runInFrame(
        '/clip/',
        `${CODE}.value = '123456'; ${CODE}.dispatchEvent(new Event('input', { bubbles: true })); document.querySelector('form').requestSubmit();`,
      );
    },
  },
  work: { reach: (page) => page.login('user_good'), shows: step('Reading your account') },
  'work, with a write next': {
    operations: [{ resource: 'mobileBillingStatement', action: 'read' }, ...WRITES.operations],
    async reach(page) {
      await page.shows("/1111/.test(document.body.textContent) && document.querySelector('.button-primary')");
      await page.tab.runInFrame('/clip/', "document.querySelector('.button-primary').click()");
      await page.login('user_good');
      await page.shows(step('Reading your account'));
      await page.connect.endStep();
    },
    shows: step('Collecting your statements'),
  },
  'its end, which nobody has seen': { reach: (page) => page.login('user_good'), shows: null },
};

const WAYS: Record<string, (tab: Tab) => Promise<void>> = {
  'a reload': (tab) => tab.reload(),
  'a crash': (tab) => tab.crash(),
  'a discarded tab': (tab) => tab.discard(),
};

for (const [name, stage] of Object.entries(STAGES)) {
  for (const [way, lose] of Object.entries(WAYS)) {
    test(`${way} at ${name}: goes on there, and completes`, async ({ alone, ownConnect }) => {
      const { claimCode, linkId } = await ownConnect.createLink(stage.operations && { operations: stage.operations });
      /** Ends every step that is left. */
      const work = () =>
        expect
          .poll(async () => {
            await ownConnect.endStep();
            return (await ownConnect.link(linkId)).status;
          })
          .toBe('complete');
      await alone.open(claimCode);
      await stage.reach(alone);
      if (stage.shows) await alone.shows(stage.shows);
      const session = (await ownConnect.link(linkId)).currentSessionId;
      await alone.tab.run("document.documentElement.dataset.ready = 'old'");
      await lose(alone.tab);
      if (!stage.shows) await work();
      await alone.open(claimCode);
      if (stage.shows) {
        await alone.shows(stage.shows);
        await stage.goOn?.(alone);
        await work();
      }
      await expect.poll(() => alone.tab.run('calls.handles[0].result')).toEqual({ outcome: 'complete', linkId });
      expect((await ownConnect.link(linkId)).currentSessionId).toBe(session);
      expect(await alone.tab.run('sessionStorage.length')).toBe(0);
    });
  }
}

test('a page that is closed before it knows what it went on with: no write follows', async ({ alone, ownConnect }) => {
  const stage = STAGES['work, with a write next']!;
  const { claimCode, linkId } = await ownConnect.createLink({ operations: stage.operations });
  await alone.open(claimCode);
  await stage.reach(alone);
  await alone.shows(stage.shows!);
  await alone.tab.run("document.documentElement.dataset.ready = 'old'");
  await alone.tab.reload();
  await expect.poll(() => alone.tab.run('document.documentElement.dataset.ready')).toBe('');
  // The claim is answered, and the answer does not reach the package.
  await alone.tab.run(`{
    const ours = fetch;
    globalThis.fetch = async (url, init) => {
      const answer = await ours(url, init);
      if (!url.endsWith('/link/claim')) return answer;
      globalThis.claimed = true;
      return new Promise(() => undefined);
    };
  }`);
  await alone.open(claimCode);
  await expect.poll(() => alone.tab.run('globalThis.claimed')).toBe(true);
  await alone.tab.run('passage.close()');
  await expect.poll(() => alone.tab.run('calls.handles[0].result')).toEqual({ outcome: 'closed', by: 'host' });
  await expect.poll(async () => (await ownConnect.link(linkId)).status).toBe('failed');
  await ownConnect.endStep();
  const { error } = await ownConnect.link(linkId);
  expect(error!.code).toBe('CANCELED');
  expect(error!.message).toContain('Done: nothing. Not done: mobileBillingStatement read, paymentMethod write.');
});
