import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';

/** What git knows of a folder: which files have uncommitted changes, and which are ignored. */
export interface Git {
  /** Why a file must not be changed; undefined if git could restore its present content, or the folder is not under git. */
  unsafe(path: string): string | undefined;
  isIgnored(path: string): boolean;
}

/** Outside a work tree, every file may be changed; in one for which git fails, none. */
export function askGit(root: string): Git {
  if (!hasWorkTree(root)) return { unsafe: () => undefined, isIgnored: () => false };
  try {
    const top = run(root, ['rev-parse', '--show-toplevel']).replace(/\r?\n$/, '');
    const changed = parsePorcelain(run(root, ['status', '--porcelain', '-z', '--untracked-files=all'])).map((path) => join(top, path));
    const ignored = run(root, ['ls-files', '--others', '--ignored', '--exclude-standard', '--directory', '-z', '--full-name'])
      .split('\0')
      .filter(Boolean)
      .map((path) => join(top, path).replace(/[\\/]$/, ''))
      // The folder that the user named is migrated even if it is ignored itself.
      .filter((path) => path.startsWith(root + sep));
    return {
      unsafe: (path) => (isAtOrBelow(path, changed) ? 'has changes that are not committed' : undefined),
      isIgnored: (path) => isAtOrBelow(path, ignored),
    };
  } catch {
    return { unsafe: () => 'git could not say whether it has changes that are not committed', isIgnored: () => false };
  }
}

function run(root: string, args: string[]): string {
  return execFileSync('git', ['-C', root, ...args], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    stdio: ['ignore', 'pipe', 'ignore'],
    // Read only: without this, `git status` may write the index, which would disturb another git process.
    env: { ...process.env, GIT_OPTIONAL_LOCKS: '0' },
  });
}

function hasWorkTree(root: string): boolean {
  for (let folder = root; ; folder = dirname(folder)) {
    if (existsSync(join(folder, '.git'))) return true;
    if (dirname(folder) === folder) return false;
  }
}

/** Parses `git status --porcelain -z`: entries end with a NUL, and a renamed one is followed by its former name, without a status. */
function parsePorcelain(output: string): string[] {
  const paths: string[] = [];
  const entries = output.split('\0');
  for (let i = 0; i < entries.length; i++) {
    const entry = entries[i];
    if (!entry) continue;
    paths.push(entry.slice(3));
    if (/^[RC]|^.[RC]/.test(entry)) i++;
  }
  return paths;
}

/** Whether a path, or a folder above it, is in a list. A submodule with changes, for example, is listed as one folder. */
function isAtOrBelow(path: string, list: string[]): boolean {
  return list.some((entry) => path === entry || path.startsWith(entry + sep));
}
