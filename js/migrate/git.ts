import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';

/** What git says about a folder: what is not committed, and what is not meant to be. */
export interface Git {
  /** Why a file must not be touched, or undefined if git could bring back what it holds now, or has no say. */
  unsafe(path: string): string | undefined;
  isIgnored(path: string): boolean;
}

/** Without a work tree, everything is allowed; with one that git does not explain, nothing is. */
export function askGit(root: string): Git {
  if (!hasWorkTree(root)) return { unsafe: () => undefined, isIgnored: () => false };
  try {
    const top = run(root, ['rev-parse', '--show-toplevel']).replace(/\r?\n$/, '');
    const changed = parsePorcelain(run(root, ['status', '--porcelain', '-z', '--untracked-files=all'])).map((path) => join(top, path));
    const ignored = run(root, ['ls-files', '--others', '--ignored', '--exclude-standard', '--directory', '-z', '--full-name'])
      .split('\0').filter(Boolean).map((path) => join(top, path).replace(/[\\/]$/, ''))
      // A folder that was asked for is looked at, ignored or not.
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
    encoding: 'utf8', maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'ignore'],
    // Only reading: git's own refresh of its index must not get in the way of another git at work.
    env: { ...process.env, GIT_OPTIONAL_LOCKS: '0' },
  });
}

function hasWorkTree(root: string): boolean {
  for (let folder = root; ; folder = dirname(folder)) {
    if (existsSync(join(folder, '.git'))) return true;
    if (dirname(folder) === folder) return false;
  }
}

/** Entries end with a NUL; a renamed one is followed by its former name, without a status. */
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

/** A folder stands for all it holds: a submodule with changes is one entry. */
function isAtOrBelow(path: string, list: string[]): boolean {
  return list.some((entry) => path === entry || path.startsWith(entry + sep));
}
