import { marks } from '../harness/engines.ts';
import { connectsIn } from '../harness/record.ts';
import { expect, test } from '../harness/connection.ts';
import { environments } from '../harness/environments.ts';
import { Scripts } from '../harness/scripts.ts';
import { startSite } from '../harness/site.ts';

/** The engine alone is several times larger, compressed by brotli; the page without React is much smaller. */
const MOST_BEFORE_ENGINE = 8_000;

for (const environment of environments.filter(({ runner }) => !runner)) {
  const record = connectsIn(environment, 'wasm');
  test(
    `${environment.name}: connects an account, with no configuration`,
    record.details,
    async ({ page, serve, connection, connect, request }) => {
      const site = await serve(startSite(environment, connect));
      if (environment.rendered) {
        const html = await (await request.get(site.address)).text();
        expect(html, 'rendered on the server').toMatch(/<button[^>]*>Connect<\/button>.*status: (<!-- -->)?idle/s);
      }
      const scripts = new Scripts(page);
      await connection.open(site.address);
      if (environment.react) await expect(page.locator('html')).toHaveAttribute('data-react', environment.react);
      if (environment.entry === 'core' && !environment.whole) {
        expect((await scripts.loaded()).brotliBytes, 'the engine is not loaded at import').toBeLessThan(MOST_BEFORE_ENGINE);
      }
      await connection.complete();

      const mark = marks(environment);
      expect(await scripts.holding(mark.wasm), 'the engine as WebAssembly').toHaveLength(1);
      if (!environment.both) expect(await scripts.holding(mark.script), 'the engine as a script').toEqual([]);
      await record.keep(scripts);
    },
  );
}
