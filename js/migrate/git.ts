import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';

/** What git knows of the files of a project: which must not be changed, which are ignored, and which it tracks. */
export interface Git {
  /**
   * Why a file must not be changed; undefined if git could restore its present content, or the file is not under git.
   * With `force`, uncommitted changes are no reason in the repository of the folder that the user named.
   */
  unsafe(path: string, force: boolean): string | undefined;
  isIgnored(path: string): boolean;
  /** The files that git tracks in a folder. */
  tracked(path: string): readonly string[];
}

/** One repository. Each is asked for itself: the one around it knows nothing of its files. */
interface Repository {
  changed: readonly string[];
  ignored: readonly string[];
  tracked: readonly string[];
  /** Files whose changes git does not report, with the name of their mark. */
  marked: ReadonlyMap<string, string>;
}

const UNCOMMITTED = 'has changes that are not committed';

/** Outside a work tree, every file may be changed; in one for which git fails, none. */
export function askGit(root: string): Git {
  /** Per folder, the top of the repository that it is in. */
  const tops = new Map<string, string | undefined>();
  const repositories = new Map<string, Repository | undefined>();
  const topOf = (folder: string): string | undefined => {
    if (tops.has(folder)) return tops.get(folder);
    const up = dirname(folder);
    const top = existsSync(join(folder, '.git')) ? folder : up === folder ? undefined : topOf(up);
    tops.set(folder, top);
    return top;
  };
  const repository = (top: string): Repository | undefined => {
    if (!repositories.has(top)) repositories.set(top, ask(top));
    return repositories.get(top);
  };
  const own = topOf(root);

  return {
    unsafe(path, force) {
      const top = topOf(dirname(path));
      if (top === undefined) return undefined;
      const isOwn = top === own;
      const found = repository(top);
      if (!found) return force && isOwn ? undefined : `git could not say whether it ${UNCOMMITTED}${advice(isOwn)}`;
      const mark = found.marked.get(path);
      if (mark) return `is marked ${mark}, so git does not show its changes: take the mark away, or change it by hand`;
      if (!isAtOrBelow(path, found.changed) || (force && isOwn)) return undefined;
      return `${UNCOMMITTED}${advice(isOwn)}`;
    },
    isIgnored(path) {
      const top = topOf(dirname(path));
      // The folder that the user named is migrated even if it is ignored itself.
      return top !== undefined && path.startsWith(root + sep) && isAtOrBelow(path, within(repository(top)?.ignored ?? [], root));
    },
    tracked(path) {
      const top = topOf(dirname(path));
      const files = top === undefined ? [] : (repository(top)?.tracked ?? []);
      return files.filter((file) => isAtOrBelow(file, [path]));
    },
  };
}

/** `--force` is for the repository that the user named. */
function advice(isOwn: boolean): string {
  return isOwn ? ': commit them, or give --force' : ': it is in a repository of its own, commit them there';
}

function within(paths: readonly string[], root: string): string[] {
  return paths.filter((path) => path.startsWith(root + sep));
}

/** What git says of the repository at `top`; undefined if it says nothing. */
function ask(top: string): Repository | undefined {
  const list = (...args: string[]): string[] =>
    run(top, ['ls-files', '-z', ...args])
      .split('\0')
      .filter(Boolean);
  // A folder, such as a nested repository, ends with a slash.
  const at = (path: string): string => join(top, path).replace(/[\\/]$/, '');
  try {
    // The tag before each name: lower case is assume-unchanged, S is skip-worktree.
    const tagged = list('-v').map((entry): [string, string] => [entry.charAt(0), at(entry.slice(2))]);
    const markOf = (tag: string): string => (/s/i.test(tag) ? 'skip-worktree' : 'assume-unchanged');
    return {
      changed: parsePorcelain(run(top, ['status', '--porcelain', '-z', '--untracked-files=all'])).map(at),
      ignored: list('--others', '--ignored', '--exclude-standard', '--directory').map(at),
      tracked: tagged.map(([, path]) => path),
      marked: new Map(tagged.filter(([tag]) => /[a-zS]/.test(tag)).map(([tag, path]) => [path, markOf(tag)])),
    };
  } catch {
    return undefined;
  }
}

function run(folder: string, args: string[]): string {
  return execFileSync('git', ['-C', folder, ...args], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    stdio: ['ignore', 'pipe', 'ignore'],
    // Read only: without this, `git status` may write the index, which would disturb another git process.
    env: { ...process.env, GIT_OPTIONAL_LOCKS: '0' },
  });
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
function isAtOrBelow(path: string, list: readonly string[]): boolean {
  return list.some((entry) => path === entry || path.startsWith(entry + sep));
}
