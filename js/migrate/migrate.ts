import { realpathSync, statSync } from 'node:fs';
import { basename, dirname, relative, sep } from 'node:path';
import { askGit } from './git.js';
import { FORMER_PACKAGE } from './names.js';
import { rewritePackageJson } from './package-json.js';
import { type FileKind, type ProjectFile, projectFiles } from './project-files.js';
import type { Remark } from './remarks.js';
import { mentions, rewriteSource } from './rewrite-source.js';
import { readText, type TextFile, writeText } from './text-file.js';

export interface MigrateOptions {
  /** The folder or the single file to migrate. */
  path: string;
  /** Write nothing. */
  dryRun: boolean;
  /** Also change files with uncommitted changes. */
  force: boolean;
  /** The version range to write into `package.json`. */
  range: string;
}

export interface ChangedFile {
  path: string;
  before: string;
  after: string;
  remarks: Remark[];
}

/** A file that was not changed although it imports, or may import, the former package. */
export interface LeftFile {
  path: string;
  why: string;
}

export interface Report {
  root: string;
  changed: ChangedFile[];
  left: LeftFile[];
  /** Files that mention the former package without importing it, with the lines where they do. */
  mentions: { path: string; lines: number[] }[];
}

/**
 * Migrates the files of a folder, or a single file.
 *
 * @throws an `Error` of the file system if `path` does not exist.
 */
export function migrate(options: MigrateOptions): Report {
  const start = realpathSync(options.path);
  const single = statSync(start).isFile();
  const root = single ? dirname(start) : start;
  const git = askGit(root);
  const report: Report = { root, changed: [], left: [], mentions: [] };
  const unreadable = (path: string, error: unknown) => report.left.push({ path, why: reason(error) });
  const files: ProjectFile[] = single ? [{ path: start, kind: kindOfSingle(start) }] : projectFiles(root, git.isIgnored, unreadable);
  for (const file of files) {
    const unsafe = options.force ? undefined : git.unsafe(file.path);
    migrateFile(file, options, unsafe, report);
  }
  return report;
}

function kindOfSingle(path: string): FileKind {
  return basename(path) === 'package.json' ? 'package' : 'code';
}

function migrateFile({ path, kind }: ProjectFile, options: MigrateOptions, unsafe: string | undefined, report: Report): void {
  let file: TextFile;
  try {
    file = readText(path);
  } catch (error) {
    // A file that is not UTF-8 is not source code, and is skipped. A file that cannot be read is reported.
    if (!(error instanceof TypeError)) report.left.push({ path, why: reason(error) });
    return;
  }
  if (!file.text.includes(FORMER_PACKAGE)) return;
  const mention = () => report.mentions.push({ path, lines: mentions(file.text) });
  if (kind === 'prose' || /\.d\.[cm]?ts$/.test(path)) {
    mention();
    return;
  }
  if (/@generated\b/.test(file.text.slice(0, 1000))) {
    report.left.push({ path, why: 'is generated: change its source instead' });
    return;
  }
  let result: { text: string; remarks: Remark[]; imports?: boolean };
  try {
    result = kind === 'package' ? rewritePackageJson(file.text, options.range) : rewriteSource(file.text, path);
  } catch (error) {
    report.left.push({ path, why: `cannot be read: ${reason(error)}` });
    return;
  }
  if (result.imports === false) {
    mention();
    return;
  }
  if (unsafe !== undefined && result.text !== file.text) {
    report.left.push({ path, why: `${unsafe}: commit them, or give --force` });
    return;
  }
  try {
    if (!options.dryRun && result.text !== file.text) writeText(path, { ...file, text: result.text });
    report.changed.push({ path, before: file.text, after: result.text, remarks: result.remarks });
  } catch (error) {
    report.left.push({ path, why: `cannot be written: ${reason(error)}` });
  }
}

/** The first line of an error's text. The other lines are an excerpt of the file. */
function reason(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.split('\n')[0] ?? text;
}

/** A path relative to the migrated folder, with slashes, as in a diff. */
export function shown(root: string, path: string): string {
  return relative(root, path).split(sep).join('/');
}
