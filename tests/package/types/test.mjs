// Compiles the declarations of the installed package with every compiler and every kind of module resolution. `valid.ts` must compile.
// So must `invalid.ts`, in which each mistake is marked as expected: a mistake that is accepted is an error there.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { describe, test } from 'node:test';

const COMPILERS = {
  'typescript-5.0': ['bundler', 'node16', 'node10'],
  'typescript-5.9': ['bundler', 'node16', 'node10'],
  'typescript-newest': ['bundler', 'node16'],
};
/** The settings that belong to each kind of module resolution. */
const MODULE = { bundler: 'esnext', node16: 'node16', node10: 'commonjs' };
const FILES = ['valid.ts', 'invalid.ts', 'hook.tsx'];
/** Only Node distinguishes the two kinds of modules, and reads `.d.cts` for the second. */
const REQUIRED = ['required.cts'];

describe('the declarations', { concurrency: availableParallelism() }, () => {
  for (const [compiler, resolutions] of Object.entries(COMPILERS)) {
    for (const resolution of resolutions) {
      const files = resolution === 'node16' ? [...FILES, ...REQUIRED] : FILES;
      const options = [
        ...['--noEmit', '--strict', '--exactOptionalPropertyTypes', '--noUncheckedIndexedAccess', '--pretty', 'false'],
        // The package's own declarations are checked as well.
        ...['--skipLibCheck', 'false', '--types', 'react', '--jsx', 'react-jsx', '--lib', 'es2022,dom', '--target', 'es2022'],
        ...['--module', MODULE[resolution], '--moduleResolution', resolution],
        // Otherwise TypeScript 7 refuses to compile files below a folder with a tsconfig.json.
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
