import { type Dirent, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Folders with third-party or generated files. */
const NOT_SOURCE = new Set([
  'node_modules',
  'bower_components',
  'dist',
  'build',
  'out',
  'coverage',
  'vendor',
  'generated',
  '__generated__',
  'storybook-static',
]);

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
 */
export function projectFiles(
  root: string,
  isIgnored: (path: string) => boolean,
  unreadable: (folder: string, error: unknown) => void,
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
        if (!NOT_SOURCE.has(entry.name) && (!entry.name.startsWith('.') || entry.name === '.storybook')) visit(path);
      } else {
        const kind = kindOf(entry);
        if (kind) files.push({ path, kind });
      }
    }
  };
  visit(root);
  return files;
}

function kindOf(entry: Dirent): FileKind | undefined {
  if (!entry.isFile() || LOCKFILE.test(entry.name)) return undefined;
  if (entry.name === 'package.json') return 'package';
  if (/\.min\.[cm]?js$/.test(entry.name)) return undefined;
  if (CODE.test(entry.name)) return 'code';
  return PROSE.test(entry.name) ? 'prose' : undefined;
}
