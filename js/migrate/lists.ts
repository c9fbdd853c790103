import type * as t from '@babel/types';
import type { Edits } from './edits.js';
import { span } from './syntax.js';

/**
 * Removes members from a list in braces (properties, specifiers), with their commas and, if they have lines of their own, those
 * lines. `open` and `close` are the offsets after the opening and before the closing brace.
 */
export function removeMembers(edits: Edits, open: number, close: number, all: t.Node[], gone: Set<t.Node>): void {
  const { code } = edits;
  const kept = all.filter((node) => !gone.has(node));
  const lastKept = kept.at(-1);
  if (!lastKept) {
    edits.remove(open, close);
    return;
  }
  for (const [i, node] of all.entries()) {
    if (!gone.has(node)) continue;
    const [start, end] = span(node);
    const lineStart = code.lastIndexOf('\n', start - 1) + 1;
    const afterComma = /^\s*,/.exec(code.slice(end))?.[0].length ?? 0;
    const rest = /^[ \t]*(?:\/\/[^\r\n]*|\/\*[^\r\n]*?\*\/[ \t]*)?\r?\n/.exec(code.slice(end + afterComma));
    if (!/\S/.test(code.slice(lineStart, start)) && lineStart > open && rest) {
      edits.remove(lineStart, end + afterComma + rest[0].length);
      continue;
    }
    const previous = all
      .slice(0, i)
      .reverse()
      .find((other) => !gone.has(other));
    const next = all[i + 1];
    if (previous) edits.remove(span(previous)[1], end);
    else if (next) edits.remove(start, span(next)[0]);
  }
  // The comma between the last kept member and the removed ones is not needed any more.
  const last = all.at(-1);
  if (last && gone.has(last) && !/^\s*,/.test(code.slice(span(last)[1], close))) {
    const comma = /^\s*,/.exec(code.slice(span(lastKept)[1]));
    if (comma) edits.remove(span(lastKept)[1] + comma[0].length - 1, span(lastKept)[1] + comma[0].length);
  }
}

/** The offsets after the opening and before the closing brace of a list. */
export function inside(code: string, first: number, end: number): [number, number] {
  return [code.lastIndexOf('{', first) + 1, code.lastIndexOf('}', end)];
}
