// The package's declarations: `node js/types.mjs COMPILED OUT REPORTS`.
//
// COMPILED is what tsc made of js/. OUT gets one file for each entry, with nothing in it that is not public, as
// `.d.ts` for the ES modules and `.d.cts` for CommonJS. REPORTS gets the public API as text, to be committed: a change
// of it shows in review.

import { copyFileSync, mkdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CompilerState, Extractor, ExtractorConfig, ExtractorLogLevel } from '@microsoft/api-extractor';
import { ENTRIES } from './entries.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const [compiled, out, reports] = process.argv.slice(2).map((path) => resolve(path));
if (!reports) throw new Error('usage: node js/types.mjs COMPILED OUT REPORTS');

const entries = Object.entries(ENTRIES).map(([entry, file]) => [entry, file.replace(/\.ts$/, '.d.ts')]);
// It reads declarations alone, and refuses a program with the one source that is JavaScript.
const { compilerOptions } = JSON.parse(readFileSync(join(root, 'js/tsconfig.json'), 'utf8'));
const overrideTsconfig = {
  compilerOptions: { ...compilerOptions, allowJs: false, checkJs: false, rootDir: compiled, outDir: out },
  files: entries.map(([, file]) => join(compiled, file)),
};
const error = { default: { logLevel: ExtractorLogLevel.Error } };
const none = { logLevel: ExtractorLogLevel.None };

const configs = entries.map(([entry, file]) =>
  ExtractorConfig.prepare({
    configObjectFullPath: undefined,
    packageJsonFullPath: join(root, 'pkg-template/package.json'),
    configObject: {
      projectFolder: root,
      mainEntryPointFilePath: join(compiled, file),
      compiler: { overrideTsconfig },
      apiReport: {
        enabled: true,
        reportFileName: `${entry}.api.md`,
        reportFolder: reports,
        reportTempFolder: join(compiled, 'reports'),
      },
      dtsRollup: { enabled: true, untrimmedFilePath: join(out, `${entry}.d.ts`) },
      newlineKind: 'lf',
      messages: {
        compilerMessageReporting: error,
        extractorMessageReporting: {
          ...error,
          // All that is exported is public; no release tags.
          'ae-missing-release-tag': none,
          // Whether a name like `linkId` says enough is for readers to judge.
          'ae-undocumented': none,
        },
        tsdocMessageReporting: error,
      },
    },
  }),
);

mkdirSync(reports, { recursive: true });
// One program for all: reading the libraries' declarations is what takes the time.
const compilerState = CompilerState.create(configs[0], {
  additionalEntryPoints: configs.map((config) => config.mainEntryPointFilePath),
});
for (const [at, config] of configs.entries()) {
  if (!Extractor.invoke(config, { localBuild: true, compilerState }).succeeded) process.exitCode = 1;
  const declarations = join(out, entries[at][0]);
  copyFileSync(`${declarations}.d.ts`, `${declarations}.d.cts`);
}
