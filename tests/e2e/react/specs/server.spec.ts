// Server rendering, and hydration in the browser.

import { inRepository } from '../../../harness/places.ts';
import { expect, test, VERSIONS } from './test.ts';
import type { StageProps } from './globals.d.ts';

for (const react of VERSIONS) {
  test.describe(`React ${react}`, () => {
    test.use({ react });

    test('server-rendered HTML hydrates without a difference, and connects', async ({ on, page, service }) => {
      const props: StageProps = { components: [{}], strict: true, provider: { locale: 'en' } };
      const { render } = (await import(inRepository(`tests/e2e/react/dist/${react}/server.mjs`))) as { render(props: StageProps): string };
      const html = render(props);
      expect(html).toContain('idle');
      // React would report a difference in the console, which the witness reads.
      await page.evaluate(([html, props]) => stage.hydrate(html, props), [html, props] as const);
      await page.waitForFunction(() => stage.views.get('a')?.passage.ready);
      await on.click();
      await on.frame();
      service.set('clm_1', { status: 'complete' });
      await on.status('complete');
    });
  });
}
