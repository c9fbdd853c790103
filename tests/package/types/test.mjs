// The declarations of the installed package, by every compiler and every way of finding them. `valid.ts` must compile,
// and so must `invalid.ts`, in which each mistake is expected: one that is accepted is an error there.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { describe, test } from 'node:test';

const COMPILERS = {
  'typescript-5.0': ['bundler', 'node16', 'node10'],
  'typescript-5.9': ['bundler', 'node16', 'node10'],
  'typescript-newest': ['bundler', 'node16'],
};
/** What each way of finding modules is used with. */
const MODULE = { bundler: 'esnext', node16: 'node16', node10: 'commonjs' };
const FILES = ['valid.ts', 'invalid.ts', 'hook.tsx'];
/** Node alone tells the two kinds of modules apart, and reads `.d.cts` for the second. */
const REQUIRED = ['required.cts'];

describe('the declarations', { concurrency: availableParallelism() }, () => {
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
      test(`${compiler}, ${resolution}`, async () => {
        const tsc = [`node_modules/${compiler}/bin/tsc`, ...options, ...files];
        const said = await new Promise((done) =>
          execFile(process.execPath, tsc, (error, stdout, stderr) => done(error ? stdout + stderr : '')),
        );
        assert.equal(said, '');
      });
    }
  }
});
