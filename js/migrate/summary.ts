import { createTwoFilesPatch } from 'diff';
import { type Report, shown } from './migrate.js';
import { FORMER_PACKAGE, PACKAGE } from './names.js';

/** The changes as a unified diff, for `git apply`. */
export function diffOf(report: Report): string {
  return report.changed
    .filter((file) => file.before !== file.after)
    .map((file) => {
      const path = shown(report.root, file.path);
      return createTwoFilesPatch(`a/${path}`, `b/${path}`, file.before, file.after, undefined, undefined, { context: 3 }).replace(
        /^=+\n/,
        '',
      );
    })
    .join('');
}

/** The summary: what was changed, what is left to a person (with file and line), and what to do next. */
export function summaryOf(report: Report, dryRun: boolean): string {
  const changed = report.changed.filter((file) => file.before !== file.after);
  const out: string[] = [];
  const at = (path: string, line?: number) => `${shown(report.root, path)}${line === undefined ? '' : `:${line}`}`;
  const list = (title: string, lines: string[]) => {
    if (lines.length > 0) out.push('', title, ...lines.map((line) => `  ${line}`));
  };
  const remarks = (kind: 'todo' | 'note') =>
    report.changed.flatMap((file) => file.remarks.filter((r) => r.kind === kind).map((r) => `${at(file.path, r.line)}  ${r.text}`));

  const open = report.open.flatMap((file) => file.remarks.map((r) => `${at(file.path, r.line)}  ${r.text}`));
  if (changed.length === 0 && report.left.length === 0) {
    const rest = open.length > 0 ? ` What an earlier run left to you is below (${open.length}).` : '';
    out.push(`${rest ? 'Nothing to change' : 'Nothing to do'}: no file here imports ${FORMER_PACKAGE}.${rest}`);
  } else out.push(`${dryRun ? 'Would change' : 'Changed'} ${changed.length} ${changed.length === 1 ? 'file' : 'files'}.`);
  if (!dryRun)
    list(
      'Changed:',
      changed.map((file) => at(file.path)),
    );
  const todos = remarks('todo');
  list(`For you to do (${todos.length}), marked TODO(passage) in the code:`, todos);
  list(`Still for you to do (${open.length}), marked TODO(passage) by an earlier run:`, open);
  list('To know:', remarks('note'));
  list(
    'Not touched:',
    report.left.map((file) => `${at(file.path)}  ${file.why}`),
  );
  list(
    'Named there, left as it is:',
    report.mentions.map((file) => at(file.path, file.lines[0]) + (file.lines.length > 1 ? ` and ${file.lines.length - 1} more` : '')),
  );
  if (changed.length > 0) {
    list('Next:', [
      `install, so that the lockfile has ${PACKAGE}`,
      'on your server: create links with POST /v1/links instead of intent tokens, and hand the claim code to the page',
    ]);
  }
  return `${out.join('\n')}\n`;
}
