import type * as t from '@babel/types';
import type { Edits } from './edits.js';
import { span } from './syntax.js';

/**
 * Takes some members out of a list in braces (properties, specifiers) with their commas and, where they have lines of
 * their own, those lines. `holder` is the node whose text ends with the closing brace.
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
    const previous = all.slice(0, i).reverse().find((other) => !gone.has(other));
    const next = all[i + 1];
    if (previous) edits.remove(span(previous)[1], end);
    else if (next) edits.remove(start, span(next)[0]);
  }
  // A comma that only parted the last one kept from those removed would stand there without need.
  const last = all.at(-1);
  if (last && gone.has(last) && !/^\s*,/.test(code.slice(span(last)[1], close))) {
    const comma = /^\s*,/.exec(code.slice(span(lastKept)[1]));
    if (comma) edits.remove(span(lastKept)[1] + comma[0].length - 1, span(lastKept)[1] + comma[0].length);
  }
}

/** Where the members of a list in braces begin and end: behind the opening brace, before the closing one. */
export function inside(code: string, first: number, end: number): [number, number] {
  return [code.lastIndexOf('{', first) + 1, code.lastIndexOf('}', end)];
}
