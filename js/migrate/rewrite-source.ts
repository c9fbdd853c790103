import { Edits } from './edits.js';
import { remarkLeftovers } from './leftovers.js';
import { Modules } from './modules.js';
import { FORMER_PACKAGE } from './names.js';
import { Options } from './options.js';
import { findReferences } from './references.js';
import { type Remark, Remarks, lineOf } from './remarks.js';
import { Settings } from './settings.js';
import { readProgram } from './syntax.js';
import { Uses } from './uses.js';

export interface Rewritten {
  /** The new text, the same as the old one if there was nothing to do. */
  text: string;
  remarks: Remark[];
  /** Whether the file imports the former package at all. */
  imports: boolean;
}

/**
 * Rewrites one source file from the former package to this one. Changes nothing but what has to change.
 *
 * @throws the parser's `SyntaxError` if the file cannot be parsed.
 */
export function rewriteSource(text: string, fileName: string): Rewritten {
  const program = readProgram(text, fileName);
  const references = findReferences(program);
  if (references.length === 0) return { text, remarks: [], imports: false };

  const edits = new Edits(text);
  const remarks = new Remarks(edits);
  const options = new Options(edits, remarks);
  const uses = new Uses(edits, remarks, options, new Settings(edits, remarks));
  const modules = new Modules(edits, remarks, uses);
  for (const reference of references) modules.rewrite(reference);
  options.finish();
  modules.finish();
  remarkLeftovers(program, remarks, (node) => uses.isHandled(node) || options.isKnown(node));

  const after = edits.apply();
  // Throws if the new text is not valid syntax: better no change than a broken file.
  readProgram(after, fileName);
  return { text: after, remarks: remarks.list(after), imports: true };
}

/** The lines, counted from 1, on which a text mentions the former package. */
export function mentions(text: string): number[] {
  const lines: number[] = [];
  for (let at = text.indexOf(FORMER_PACKAGE); at >= 0; at = text.indexOf(FORMER_PACKAGE, at + 1)) {
    const line = lineOf(text, at);
    if (lines.at(-1) !== line) lines.push(line);
  }
  return lines;
}

/**
 * The lines on which a file that does not import the former package calls `….openAppClip` with one of its options, such as
 * `this.props.openAppClip({ intentToken })`: the function may have been passed there.
 */
export function formerCalls(text: string): number[] {
  return [...text.matchAll(/\.openAppClip\s*\(\s*\{[^{}]*\b(?:intentToken|shortCode)\b/g)].map((match) => lineOf(text, match.index));
}
