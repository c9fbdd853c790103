// What the page knows stays with it.

import { expect, test } from './test.ts';

test('the code leaves the address at once, and only the claim carries it', async ({ page, hosted, connect }) => {
  const sent: string[] = [];
  page.on('request', (request) => {
    const told = `${request.url().split('#')[0]} ${JSON.stringify(request.headers())} ${request.postData() ?? ''}`;
    if (told.includes('clm_')) sent.push(new URL(request.url()).pathname);
  });
  await page.route('**/link/claim', () => undefined);
  await hosted.open();
  await expect.poll(() => page.url()).toBe(`${connect.address}/clip/${hosted.link.linkId}`);
  await expect.poll(() => sent).toEqual(['/link/claim']);
  const kept = JSON.stringify(await hosted.stored());
  expect(kept).toContain('key');
  expect(kept).not.toContain('clm_');
});

test('what a reload needs is in the tab alone, and gone with the ending', async ({ page, hosted, connect }) => {
  await hosted.open();
  await hosted.says('Sign in to T-Mobile');
  const kept = JSON.parse((await hosted.stored())['passage-connect']!);
  expect(Object.keys(kept)).toEqual(['path', 'hashed', 'key', 'session']);
  expect(Object.keys(kept.session).sort()).toEqual(['clientToken', 'sessionId']);
  expect(await page.evaluate(() => [localStorage.length, document.cookie])).toEqual([0, '']);
  const { sessionId, clientToken } = kept.session;
  await hosted.login('user_good');
  await hosted.says('T-Mobile is connected');
  expect(await hosted.stored()).toEqual({});
  // Worth nothing any more.
  const login = await fetch(`${connect.address}/clip/${sessionId}/login`, {
    method: 'POST',
    headers: { authorization: `Bearer ${clientToken}`, 'content-type': 'application/json' },
    body: JSON.stringify({ username: 'user_good', password: 'pass_good' }),
  });
  expect(login.status).toBe(409);
});

test('the code in the query works, and is taken out as well', async ({ page, hosted, witness, connect }) => {
  witness.allowSecret(/[?]code=clm_/);
  await hosted.make();
  const [address, code] = hosted.link.appClipUrl!.split('#');
  await page.goto(`${address}?code=${code}&utm_source=mail`);
  await hosted.login('user_good');
  await hosted.says('T-Mobile is connected');
  expect(page.url()).toBe(address);
  expect(connect.stderr).not.toContain(code);
});

test('without storage the page works, and only a reload needs the link once more', async ({ page, hosted }) => {
  await page.addInitScript(() => {
    const denied = () => {
      throw new DOMException('denied', 'SecurityError');
    };
    for (const kind of ['sessionStorage', 'localStorage']) Object.defineProperty(window, kind, { get: denied });
  });
  await hosted.open();
  await hosted.login('user_good', 'wrong');
  await expect(page.getByText('2 attempts left').last()).toBeVisible();
  await page.reload();
  await hosted.says('This connection is no longer open');
});

test('no page can show it in a frame', async ({ page, hosted, witness }) => {
  witness.allow(/frame-ancestors/);
  await hosted.make();
  await page.route('http://localhost:59998/', (route) =>
    route.fulfill({ contentType: 'text/html', body: `<!doctype html><title>x</title><iframe src="${hosted.link.appClipUrl}"></iframe>` }),
  );
  // The page that tries it knows the code already.
  witness.allowSecret(/clm_/);
  await page.goto('http://localhost:59998/');
  await expect.poll(() => page.frames()[1]?.url()).toMatch(/^chrome-error:/);
  expect(witness.claims).toBe(0);
});
