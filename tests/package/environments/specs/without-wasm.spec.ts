// A page whose policy blocks WebAssembly, or a browser without it: every tool must have kept the script engine in a file of its own, and
// the page must find that file.

import { marks } from '../harness/engines.ts';
import { connectsIn } from '../harness/record.ts';
import { expect, test } from '../harness/connection.ts';
import { environments } from '../harness/environments.ts';
import { Scripts } from '../harness/scripts.ts';
import { startSite } from '../harness/site.ts';

for (const environment of environments.filter(({ runner, older }) => !runner && !older)) {
  // A page with inline scripts cannot have this policy, and a tool's own server sends none.
  const policy = environment.serve !== undefined && !environment.inline;
  const where = policy ? "under a policy without 'wasm-unsafe-eval'" : 'in a browser without WebAssembly';
  const record = connectsIn(environment, policy ? 'policy' : 'no WebAssembly');
  test(`${environment.name}: connects an account ${where}`, record.details, async ({ page, serve, connection, connect }) => {
    if (!policy) await page.addInitScript(() => void delete (globalThis as Partial<typeof globalThis>).WebAssembly);
    const csp = `default-src 'none'; script-src 'self'; connect-src 'self' ${connect.address}; frame-src ${connect.address}`;
    const site = await serve(startSite(environment, connect, policy ? { 'content-security-policy': csp } : {}));
    const scripts = new Scripts(page);
    await connection.open(site.address);
    await connection.complete();

    const mark = marks(environment);
    expect(await scripts.holding(mark.script), 'the engine as a script').toHaveLength(1);
    if (!environment.whole) expect(await scripts.holding(mark.wasm), 'the engine as WebAssembly').toEqual([]);
    await record.keep(scripts);
  });
}
