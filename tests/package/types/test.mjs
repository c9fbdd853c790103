// The declarations of the installed package, by every compiler and every way of finding them. `valid.ts` must compile,
// and so must `invalid.ts`, in which each mistake is expected: one that is accepted is an error there.

import { spawnSync } from 'node:child_process';

const COMPILERS = { 'typescript-5.0': ['bundler', 'node16', 'node10'], 'typescript-5.9': ['bundler', 'node16', 'node10'], 'typescript-newest': ['bundler', 'node16'] };
/** What each way of finding modules is used with. */
const MODULE = { bundler: 'esnext', node16: 'node16', node10: 'commonjs' };
const FILES = ['valid.ts', 'invalid.ts', 'hook.tsx'];
/** Node alone tells the two kinds of modules apart, and reads `.d.cts` for the second. */
const REQUIRED = ['required.cts'];

let passed = 0;
let failed = 0;
for (const [compiler, resolutions] of Object.entries(COMPILERS)) {
  for (const resolution of resolutions) {
    const files = resolution === 'node16' ? [...FILES, ...REQUIRED] : FILES;
    const options = [
      ...['--noEmit', '--strict', '--exactOptionalPropertyTypes', '--noUncheckedIndexedAccess', '--pretty', 'false'],
      // The package's own declarations are looked at as well.
      ...['--skipLibCheck', 'false', '--types', 'react', '--jsx', 'react-jsx', '--lib', 'es2022,dom', '--target', 'es2022'],
      ...['--module', MODULE[resolution], '--moduleResolution', resolution],
      // Else TypeScript 7 refuses to compile files beneath a folder with a tsconfig.json.
      ...(compiler === 'typescript-newest' ? ['--ignoreConfig'] : []),
    ];
    const { status, stdout, stderr } = spawnSync(process.execPath, [`node_modules/${compiler}/bin/tsc`, ...options, ...files], { encoding: 'utf8' });
    status === 0 ? passed++ : failed++;
    console.log(`${status === 0 ? 'ok' : 'not ok'} - ${compiler}, ${resolution}`);
    if (status !== 0) console.log((stdout + stderr).trimEnd());
  }
}
console.log(`# pass ${passed}\n# fail ${failed}`);
process.exitCode = failed === 0 ? 0 : 1;
