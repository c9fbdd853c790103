import { type Dirent, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Folders of third parties. */
const FOREIGN = new Set(['node_modules', 'bower_components']);

/** Folders with generated files, as a rule. Git tracks what a person has written there all the same. */
const NOT_SOURCE = new Set(['dist', 'build', 'out', 'coverage', 'vendor', 'generated', '__generated__', 'storybook-static']);

const CODE = /\.(?:[cm]?[jt]s|[jt]sx)$/;
const PROSE = /\.(?:mdx?|html|vue|svelte|astro|json|ya?ml)$/;
const LOCKFILE = /^(?:package-lock|npm-shrinkwrap)\.json$|^pnpm-lock\.yaml$/;

export type FileKind = 'code' | 'package' | 'prose';

export interface ProjectFile {
  path: string;
  kind: FileKind;
}

/**
 * The files of a project that may mention the former package, sorted by path. Links are not followed: their target is either found
 * under its own path, or is not part of the project.
 *
 * `skipped` gets each folder that is passed over because of its name.
 */
export function projectFiles(
  root: string,
  isIgnored: (path: string) => boolean,
  unreadable: (folder: string, error: unknown) => void,
  skipped: (folder: string) => void,
): ProjectFile[] {
  const files: ProjectFile[] = [];
  const visit = (folder: string) => {
    let entries: Dirent[] = [];
    try {
      entries = readdirSync(folder, { withFileTypes: true });
    } catch (error) {
      unreadable(folder, error);
    }
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const path = join(folder, entry.name);
      if (isIgnored(path)) continue;
      if (entry.isDirectory()) {
        // Folders whose name begins with a dot belong to tools; only `.storybook` contains source code.
        if (NOT_SOURCE.has(entry.name)) skipped(path);
        else if (!FOREIGN.has(entry.name) && (!entry.name.startsWith('.') || entry.name === '.storybook')) visit(path);
      } else {
        const kind = entry.isFile() ? kindOf(entry.name) : undefined;
        if (kind) files.push({ path, kind });
      }
    }
  };
  visit(root);
  return files;
}

/** What a file is for the migration, by its name; undefined if it is nothing. */
export function kindOf(name: string): FileKind | undefined {
  if (LOCKFILE.test(name) || /\.min\.[cm]?js$/.test(name)) return undefined;
  if (name === 'package.json') return 'package';
  if (CODE.test(name)) return 'code';
  return PROSE.test(name) ? 'prose' : undefined;
}
