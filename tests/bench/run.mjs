// Runs the measures and writes their results: results.json, RESULTS.md and results.svg. `cargo xtask bench` builds what this needs, and
// runs it.
//
// usage: node tests/bench/run.mjs [--rounds N] [--out FOLDER] [sdk | MEASURE]…
// Without a measure it runs all, with `sdk` all but `loading`. CHROME_PATH names the browser, CONNECT_PROGRAM the service, and STREAMED
// the folder of the package's scripts without the WebAssembly inside.

import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { bundle, HERE } from './bundle.mjs';
import { launch } from './browser.mjs';
import { measureBytes } from './bytes.mjs';
import { startConnect } from './connect.mjs';
import { measureCycles } from './cycles.mjs';
import { measureDetection } from './detection.mjs';
import { measureImport, NOTHING } from './import.mjs';
import { measureLoading } from './loading.mjs';
import { measureOpen, measureOpenOn4G, measureOpenOnSlow3G, warmUp } from './open.mjs';
import { plot } from './plot.mjs';
import { ENOUGH, report } from './report.mjs';
import { measureRequests } from './requests.mjs';
import { BY_SIZE, SDKS } from './sdks.mjs';
import { serve } from './site.mjs';

const MEASURES = {
  bytes: measureBytes,
  import: measureImport,
  open: measureOpen,
  'open-on-4g': measureOpenOn4G,
  'open-on-slow-3g': measureOpenOnSlow3G,
  detection: measureDetection,
  requests: measureRequests,
  cycles: measureCycles,
  loading: measureLoading,
};

const { values, positionals } = parseArgs({ allowPositionals: true, options: { rounds: { type: 'string' }, out: { type: 'string' } } });
const rounds = Number(values.rounds ?? ENOUGH);
const all = Object.keys(MEASURES);
const names =
  positionals.length === 0 ? all : positionals.flatMap((name) => (name === 'sdk' ? all.filter((each) => each !== 'loading') : name));
for (const name of names) if (!(name in MEASURES)) throw new Error(`no such measure: ${name}; there are sdk, ${all.join(', ')}`);
// The results of a trial are not kept.
const out = resolve(values.out ?? (rounds < ENOUGH ? 'target/bench/quick' : HERE));
mkdirSync(out, { recursive: true });
const file = join(out, 'results.json');
const results = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};

const folder = resolve('target/bench/sdk');
const files = {};
for (const [name, sdk] of Object.entries({ ...SDKS, ...BY_SIZE, [NOTHING]: { imports: 'export {};' } }))
  files[name] = await bundle(name, sdk, folder);
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));
const lab = { bundles: { folder, files }, site: await serve(folder), connect: await startConnect(), browser: await launch() };
try {
  results.machine = {
    processor: cpus()[0].model,
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    system: process.platform,
    node: process.version,
    chrome: lab.browser.version(),
  };
  results.versions = JSON.parse(readFileSync(join(HERE, 'package.json'), 'utf8')).dependencies;
  await warmUp(lab);
  for (const name of names) {
    const start = Date.now();
    const load = loadavg()[0];
    console.log(`${name} …`);
    const figures = await MEASURES[name](lab, rounds);
    const seconds = Math.round((Date.now() - start) / 1_000);
    (results.measures ??= {})[name] = {
      at: new Date(start).toISOString(),
      rounds,
      seconds,
      load: [load, loadavg()[0]].map((each) => Math.round(each * 100) / 100),
      figures,
    };
    console.log(`${name}: ${seconds} s`);
    writeFileSync(file, `${JSON.stringify(results, null, 2)}\n`);
  }
} finally {
  await lab.browser.close();
  await lab.connect.stop();
  lab.site.stop();
}
writeFileSync(join(out, 'results.svg'), plot(results));
writeFileSync(join(out, 'RESULTS.md'), report(results));
console.log(`${join(out, 'RESULTS.md')}`);
