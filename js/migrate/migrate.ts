import { realpathSync, statSync } from 'node:fs';
import { basename, dirname, relative, sep } from 'node:path';
import { askGit, type Git } from './git.js';
import { FORMER_PACKAGE, PACKAGE } from './names.js';
import { rewritePackageJson } from './package-json.js';
import { type FileKind, kindOf, type ProjectFile, projectFiles } from './project-files.js';
import { type Remark, remarksIn } from './remarks.js';
import { formerCalls, mentions, rewriteSource } from './rewrite-source.js';
import { holds, readText, type TextFile, writeText } from './text-file.js';

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

const NOT_UTF8 = 'is not UTF-8: convert it, or change it by hand';

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
  /** Comments that an earlier run has left, in files that it need not change again. */
  open: { path: string; remarks: Remark[] }[];
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
  const report: Report = { root, changed: [], left: [], mentions: [], open: [] };
  const unreadable = (path: string, error: unknown) => report.left.push({ path, why: reason(error) });
  const skipped = (folder: string) => passedOver(folder, git, report);
  const files: ProjectFile[] = single
    ? [{ path: start, kind: kindOfSingle(start) }]
    : projectFiles(root, git.isIgnored, unreadable, skipped);
  for (const file of files) migrateFile(file, options, git, report);
  return report;
}

/** Names the files of a passed-over folder that git tracks and that import the former package: somebody may have written them. */
function passedOver(folder: string, git: Git, report: Report): void {
  for (const path of git.tracked(folder)) {
    if (kindOf(basename(path)) !== 'code' || path.includes(`${sep}node_modules${sep}`)) continue;
    try {
      if (!holds(path, FORMER_PACKAGE) || !rewriteSource(readText(path).text, path).imports) continue;
    } catch {
      // It is gone, or cannot be parsed: then nobody knows that it does not import the package.
      if (!isThere(path)) continue;
    }
    report.left.push({ path, why: `is in a folder for built files, ${basename(folder)}: give that folder's path to migrate it` });
  }
}

function isThere(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined;
}

function kindOfSingle(path: string): FileKind {
  return basename(path) === 'package.json' ? 'package' : 'code';
}

function migrateFile({ path, kind }: ProjectFile, options: MigrateOptions, git: Git, report: Report): void {
  let file: TextFile;
  try {
    file = readText(path);
  } catch (error) {
    if (!(error instanceof TypeError)) report.left.push({ path, why: reason(error) });
    else if (holds(path, FORMER_PACKAGE)) report.left.push({ path, why: NOT_UTF8 });
    return;
  }
  const fake = /(^|\/)__mocks__\/@getpassage\/react-js(\/|\.)/.exec(shown(report.root, path));
  if (fake && kind === 'code') {
    const successor = shown(report.root, path).replace(FORMER_PACKAGE, PACKAGE);
    report.left.push({ path, why: `is a fake of the former package by its name: move it to ${successor}, and check what it exports` });
    return;
  }
  if (!file.text.includes(FORMER_PACKAGE)) {
    if (kind !== 'code') return;
    // UTF-16 without a byte order mark can be read as UTF-8, with zeros between the letters.
    if (file.text.includes('\0') && holds(path, FORMER_PACKAGE)) report.left.push({ path, why: NOT_UTF8 });
    const lines = stillOpen(path, file.text, report) ? [] : formerCalls(file.text);
    if (lines.length > 0) report.mentions.push({ path, lines });
    return;
  }
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
    stillOpen(path, file.text, report);
    return;
  }
  const unsafe = result.text === file.text ? undefined : git.unsafe(path, options.force);
  if (unsafe !== undefined) {
    report.left.push({ path, why: unsafe });
    return;
  }
  try {
    if (!options.dryRun && result.text !== file.text) writeText(path, { ...file, text: result.text });
    // The comments in a file that stays as it is are of an earlier run.
    const isOld = result.text === file.text && stillOpen(path, file.text, report);
    const remarks = isOld ? result.remarks.filter(({ kind }) => kind === 'note') : result.remarks;
    report.changed.push({ path, before: file.text, after: result.text, remarks });
  } catch (error) {
    report.left.push({ path, why: `cannot be written: ${reason(error)}` });
  }
}

/** Reports the comments of an earlier run; returns whether there are any. */
function stillOpen(path: string, text: string, report: Report): boolean {
  const remarks = remarksIn(text);
  if (remarks.length > 0) report.open.push({ path, remarks });
  return remarks.length > 0;
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
