// An error has words for the person (`userMessage`), in the modal's language.

import { expect, test } from '../../harness/lab.ts';
import { inRepository } from '../../harness/places.ts';

const textsOf = async (language: string) =>
  (await import(inRepository(`js/engine/texts/${language}.ts`))).texts as Record<'again' | 'unusable' | 'broken', string>;

for (const language of ['en', 'de', 'ar', 'zh-Hant']) {
  test(`${language}: a link that is refused, one that fails, and a code that only the service knows`, async ({ lab, page, service }) => {
    const texts = await textsOf(language);
    await lab.goto();
    await page.evaluate((locale) => passage.configure({ locale }), language);
    service.next('claim', { status: 404 });
    await lab.open();
    expect((await lab.ended()).error.userMessage).toBe(texts.unusable);
    for (const [call, code, text] of [
      [2, 'CLIENT_TIMEOUT', texts.again],
      [3, 'A_CODE_OF_TOMORROW', texts.broken],
    ] as const) {
      await lab.openUntilLive(`clm_${call}`);
      service.set(`clm_${call}`, { status: 'failed', error: { code, message: 'No' } });
      expect((await lab.ended(call)).error).toMatchObject({ code, userMessage: text });
    }
  });
}

test('a language that cannot be loaded: in English', async ({ lab, page, service, witness }) => {
  witness.allow(/Failed to load resource/);
  await page.route('**/texts/de.js', (route) => route.abort());
  await lab.goto();
  await page.evaluate(() => passage.configure({ locale: 'de' }));
  service.next('claim', { status: 404 });
  await lab.open();
  expect((await lab.ended()).error.userMessage).toBe((await textsOf('en')).unusable);
});

test('without an engine: in the language that has loaded meanwhile', async ({ lab, page, witness }) => {
  witness.allow(/Failed to load resource/);
  let giveUp = () => {};
  const given = new Promise<void>((resolve) => (giveUp = resolve));
  await page.route('**/dist/bytes.js', async (route) => {
    await given;
    await route.abort();
  });
  await lab.goto();
  await page.evaluate(() => passage.configure({ locale: 'de' }));
  await lab.open();
  await expect(lab.named('Konto verbinden')).toBeVisible();
  giveUp();
  expect((await lab.ended()).error).toMatchObject({ code: 'SDK_LOAD_FAILED', userMessage: (await textsOf('de')).again });
});

test('without any file but the first: in English', async ({ lab, page, witness }) => {
  witness.allow(/Failed to load resource/);
  await page.route('**/dist/engine.js', (route) => route.abort());
  await lab.goto();
  await page.evaluate(() => passage.configure({ locale: 'de' }));
  await lab.open();
  expect((await lab.ended()).error).toMatchObject({ code: 'SDK_LOAD_FAILED', userMessage: (await textsOf('en')).again });
});
