/** What the command line asked for. */
export type Asked =
  | { what: 'help' | 'version' }
  | { what: 'migrate'; path: string; dryRun: boolean; force: boolean }
  | { what: 'wrong'; message: string };

export const HELP = `Usage: npx @getpassage/web-react migrate [path] [options]

Rewrites a project from @getpassage/react-js to @getpassage/web-react: package.json, imports, usePassage, options and
callbacks. What needs a person gets a comment "TODO(passage): ..." and a line in the summary.

  path         the project, a folder in it, or one file; default: the current folder

Options
  --dry-run    print the changes as a diff, write nothing
  --force      also change files with changes that are not committed to git; not in repositories inside this one
  --help       this text
  --version    the version of the package

Exit codes
  0  done, or nothing to do; comments for a person may have been left
  1  something was not touched: changes not committed, a syntax error, not UTF-8, tracked source in a folder for built files
  2  wrong arguments; nothing was done
`;

export function readArguments(args: readonly string[]): Asked {
  if (args.includes('--help') || args.includes('-h')) return { what: 'help' };
  if (args.includes('--version') || args.includes('-v')) return { what: 'version' };
  const [command, ...rest] = args;
  if (command === undefined) return { what: 'wrong', message: 'a command is missing: migrate is the one there is' };
  if (command !== 'migrate') return { what: 'wrong', message: `there is no command ${command}: migrate is the one there is` };
  const asked = { what: 'migrate' as const, path: '.', dryRun: false, force: false };
  let paths = 0;
  for (const arg of rest) {
    if (arg === '--dry-run') asked.dryRun = true;
    else if (arg === '--force') asked.force = true;
    else if (arg.startsWith('-')) return { what: 'wrong', message: `there is no option ${arg}` };
    else if (++paths > 1) return { what: 'wrong', message: `one path at a time: ${arg} is the second` };
    else asked.path = arg;
  }
  return asked;
}
