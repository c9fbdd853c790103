// Builds the package's declarations: `node js/types.mjs COMPILED OUT REPORTS`.
//
// COMPILED holds what tsc made of `js/`. OUT gets one file for each entry, which contains only what is public: `.d.ts` for the ES
// modules and `.d.cts` for CommonJS. REPORTS gets the public API as text, which is committed, so that a change shows in review.

import { appendFileSync, copyFileSync, mkdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CompilerState, Extractor, ExtractorConfig, ExtractorLogLevel } from '@microsoft/api-extractor';
import { ENTRIES } from './entries.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const [compiled, out, reports] = process.argv.slice(2).map((path) => resolve(path));
if (!reports) throw new Error('usage: node js/types.mjs COMPILED OUT REPORTS');

const entries = Object.entries(ENTRIES).map(([entry, file]) => [entry, file.replace(/\.ts$/, '.d.ts')]);
// API Extractor reads declarations, and fails for a program that contains JavaScript.
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
          // Everything exported is public, without release tags.
          'ae-missing-release-tag': none,
          // A name such as `linkId` may say enough by itself.
          'ae-undocumented': none,
        },
        tsdocMessageReporting: error,
      },
    },
  }),
);

mkdirSync(reports, { recursive: true });
// One program for all entries: most of the time goes into reading the libraries' declarations.
const compilerState = CompilerState.create(configs[0], {
  additionalEntryPoints: configs.map((config) => config.mainEntryPointFilePath),
});
for (const [at, config] of configs.entries()) {
  if (!Extractor.invoke(config, { localBuild: true, compilerState }).succeeded) process.exitCode = 1;
  const declarations = join(out, entries[at][0]);
  // API Extractor leaves out what an entry declares for the whole page.
  const forThePage = /^declare global \{[^]*?^\}$/m.exec(readFileSync(config.mainEntryPointFilePath, 'utf8'));
  if (forThePage) appendFileSync(`${declarations}.d.ts`, `\n${forThePage[0]}\n`);
  copyFileSync(`${declarations}.d.ts`, `${declarations}.d.cts`);
}
