import type { NodePath } from '@babel/traverse';
import type { Edits } from './edits.js';

/** Something for a person to look at: as a comment in the file (`todo`), or only in the summary (`note`). */
export interface Remark {
  kind: 'todo' | 'note';
  /** The line, counted from 1: in the new text for a `todo`, in the old text for a `note`. */
  line: number;
  text: string;
}

const MARK = 'TODO(passage): ';

interface Todo {
  at: number;
  text: string;
}

/** Collects remarks, and inserts the comments where they are valid syntax and comment out no code. */
export class Remarks {
  readonly #todos: Todo[] = [];
  readonly #notes: Remark[] = [];

  constructor(readonly edits: Edits) {}

  note(at: number, text: string): void {
    this.#notes.push({ kind: 'note', line: lineOf(this.edits.code, at), text });
  }

  todo(path: NodePath, text: string): void {
    const place = placeFor(path, this.edits.code);
    if (this.#todos.some((todo) => todo.at === place.at && todo.text === text)) return;
    this.#todos.push({ at: place.at, text });
    if (alreadySaid(this.edits.code, place.at, text)) return;
    this.edits.insert(place.at, place.write(`${MARK}${text}`));
  }

  /** All remarks: the comments with their lines in the new text `after`, then the notes. */
  list(after: string): Remark[] {
    const remarks: Remark[] = [];
    let from = 0;
    for (const todo of [...this.#todos].sort((a, b) => a.at - b.at)) {
      const found = after.indexOf(`${MARK}${todo.text}`, from);
      // Missing if the code below the comment was removed as well.
      if (found < 0) continue;
      from = found + 1;
      remarks.push({ kind: 'todo', line: lineOf(after, found), text: todo.text });
    }
    return [...remarks, ...this.#notes.filter((note, i, all) => all.findIndex((n) => n.line === note.line && n.text === note.text) === i)];
  }
}

/** The comments that a text has from an earlier run. */
export function remarksIn(text: string): Remark[] {
  return text.split('\n').flatMap((line, i) =>
    line
      .split(MARK)
      .slice(1)
      .map((said): Remark => ({ kind: 'todo', line: i + 1, text: said.replace(/\s*\*\/.*$/, '').trimEnd() })),
  );
}

export function lineOf(text: string, at: number): number {
  return text.slice(0, at).split('\n').length;
}

interface Place {
  at: number;
  write: (text: string) => string;
}

/** Where a comment goes: on a line of its own, above the nearest node that begins a line, or else right before the expression. */
function placeFor(path: NodePath, code: string): Place {
  for (let p: NodePath | null = path; p; p = p.parentPath) {
    const start = p.node.start;
    if (start == null || p.isProgram()) continue;
    const lineStart = code.lastIndexOf('\n', start - 1) + 1;
    const indent = code.slice(lineStart, start);
    if (/\S/.test(indent)) continue;
    const eol = eolAt(code, start);
    if (isJsxChild(p)) return { at: start, write: (text) => `{/* ${text} */}${eol}${indent}` };
    if (canHaveCommentAbove(p)) return { at: start, write: (text) => `// ${text}${eol}${indent}` };
  }
  return { at: path.node.start ?? 0, write: (text) => `/* ${text} */ ` };
}

function isJsxChild(path: NodePath): boolean {
  return path.listKey === 'children' && (path.parentPath?.isJSXElement() === true || path.parentPath?.isJSXFragment() === true);
}

function canHaveCommentAbove(path: NodePath): boolean {
  return (
    path.isStatement() ||
    path.isObjectMember() ||
    path.isSpreadElement() ||
    path.isJSXAttribute() ||
    path.isJSXSpreadAttribute() ||
    path.isImportSpecifier() ||
    path.isImportDefaultSpecifier() ||
    path.isExportSpecifier() ||
    path.isClassMethod() ||
    path.isClassProperty() ||
    path.isRestElement() ||
    path.isJSXElement() ||
    path.listKey === 'arguments' ||
    path.listKey === 'elements'
  );
}

function alreadySaid(code: string, at: number, text: string): boolean {
  const above = code.slice(0, at).split('\n').slice(-6, -1);
  const inLine = code.slice(Math.max(0, at - text.length - 40), at);
  return [...above, inLine].some((line) => line.includes(`${MARK}${text}`));
}

function eolAt(code: string, at: number): string {
  const end = code.indexOf('\n', at);
  const near = end >= 0 ? end : code.lastIndexOf('\n');
  return near > 0 && code[near - 1] === '\r' ? '\r\n' : '\n';
}
