// In an app's own browser the page says, before a password is typed and before it claims anything, how to open it outside.

import { IN_ADDRESS, IN_APP } from './states.ts';
import { expect, LOOKS, test } from './test.ts';

test.use(LOOKS.phone);

const PLAIN = 'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Mobile Safari/537.36';

test.describe('in Instagram', () => {
  test.use({ userAgent: IN_APP, permissions: ['clipboard-read', 'clipboard-write'] });

  test('the link can be copied, and opens the same link in a browser', async ({ page, hosted, witness }) => {
    witness.allowSecret(IN_ADDRESS);
    await hosted.open();
    await hosted.says('Open this page in your browser');
    await expect(page.getByLabel('Username')).toHaveCount(0);
    await hosted.press('Copy link');
    await expect(hosted.button('Copied')).toBeVisible();
    await expect(page.getByRole('status').first()).toHaveText('Copied');
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(hosted.link.appClipUrl);
    // The app's own "Open in browser" takes the address.
    expect(page.url()).toBe(hosted.link.appClipUrl);
    expect(witness.claims).toBe(0);
    const browser = await page.context().browser()!.newContext({ userAgent: PLAIN });
    const outside = await browser.newPage();
    await outside.goto(hosted.link.appClipUrl!);
    await expect(outside.getByRole('heading', { name: 'Sign in to T-Mobile' })).toBeVisible();
    await browser.close();
  });

  test('whoever stays may sign in here, and is not asked again after a reload', async ({ page, hosted }) => {
    await hosted.open();
    await hosted.press('Continue here');
    await hosted.says('Sign in to T-Mobile');
    await expect(page.locator('h1')).toBeFocused();
    expect(page.url()).not.toContain('#');
    await page.reload();
    await hosted.login('user_good');
    await hosted.says('T-Mobile is connected');
  });

  test('a code in the query is moved behind the fragment', async ({ page, hosted, witness }) => {
    witness.allowSecret(IN_ADDRESS, /[?]code=clm_/);
    await hosted.make();
    const [address, code] = hosted.link.appClipUrl!.split('#');
    await page.goto(`${address}?code=${code}`);
    await hosted.says('Open this page in your browser');
    expect(page.url()).toBe(hosted.link.appClipUrl);
  });
});

test('browsers of apps are known by their user agents, and browsers are not taken for them', async ({ page, hosted }) => {
  await hosted.open();
  const judge = (agents: string[]) =>
    page.evaluate(async (agents) => {
      const { isInAppBrowser } = await import(new URL('assets/in-app-browser.js', location.href).href);
      return agents.filter((agent) => isInAppBrowser(agent));
    }, agents);
  const ios = 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)';
  const android = 'Mozilla/5.0 (Linux; Android 14; Pixel 8 Build/UD1A; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0';
  const apps = [
    IN_APP,
    `${ios} Mobile/15E148 [FBAN/FBIOS;FBAV/468.0.0.33.74;FBBV/608]`,
    'Mozilla/5.0 (Linux; Android 9) AppleWebKit/537.36 Chrome/126.0 Mobile Safari/537.36 [FB_IAB/FB4A;FBAV/468.0.0;]',
    `${ios} Mobile/15E148 musical_ly_34.1.0 JsSdk/2.0 BytedanceWebview/d8a21c6`,
    `${ios} Mobile/15E148 Safari/604.1 Line/14.10.0`,
    `${ios} Mobile/15E148 MicroMessenger/8.0.49(0x18003137) NetType/WIFI Language/en`,
    `${ios} Mobile/15E148 Snapchat/12.90.0.43`,
    `${ios} Mobile/15E148 [Pinterest/iOS]`,
    `${ios} Mobile/15E148 Safari/604.1 KAKAOTALK/10.8.1 (INAPP)`,
    `${ios} Mobile/15E148`,
    `${android} Chrome/126.0.6478.71 Mobile Safari/537.36`,
  ];
  expect(await judge(apps)).toEqual(apps);
  const browsers = [
    await page.evaluate(() => navigator.userAgent),
    `${ios} Version/17.5 Mobile/15E148 Safari/604.1`,
    `${ios} CriOS/126.0.6478.54 Mobile/15E148 Safari/604.1`,
    `${ios} FxiOS/127.0 Mobile/15E148 Safari/605.1.15`,
    PLAIN,
    'Mozilla/5.0 (Android 14; Mobile; rv:127.0) Gecko/127.0 Firefox/127.0',
    'Mozilla/5.0 (Linux; Android 14; SM-S921B) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/25.0 Chrome/121.0.0.0 Mobile Safari/537.36',
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Safari/605.1.15',
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36 Edg/126.0.0.0',
  ];
  expect(await judge(browsers)).toEqual([]);
});
