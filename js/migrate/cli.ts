import { existsSync } from 'node:fs';
import { HELP, readArguments } from './arguments.js';
import { migrate } from './migrate.js';
import { diffOf, summaryOf } from './summary.js';

// Set at build time, by build.mjs.
declare const PASSAGE_VERSION: string;
declare const PASSAGE_RANGE: string;

const asked = readArguments(process.argv.slice(2));
process.exitCode = run();

function run(): number {
  switch (asked.what) {
    case 'help':
      process.stdout.write(HELP);
      return 0;
    case 'version':
      process.stdout.write(`${PASSAGE_VERSION}\n`);
      return 0;
    case 'wrong':
      return refuse(asked.message);
    case 'migrate': {
      if (!existsSync(asked.path)) return refuse(`there is no file or folder ${asked.path}`);
      const report = migrate({ ...asked, range: PASSAGE_RANGE });
      // The standard output gets the diff alone, so that it can be saved or applied.
      if (asked.dryRun) process.stdout.write(diffOf(report));
      (asked.dryRun ? process.stderr : process.stdout).write(summaryOf(report, asked.dryRun));
      return report.left.length > 0 ? 1 : 0;
    }
  }
}

function refuse(message: string): number {
  process.stderr.write(`passage: ${message}\nTry: npx @getpassage/web-react --help\n`);
  return 2;
}
