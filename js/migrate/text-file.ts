import { randomBytes } from 'node:crypto';
import { lstatSync, readFileSync, renameSync, rmSync, writeFileSync, chmodSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

const BOM = '\uFEFF';

/** A file's text without its byte order mark. */
export interface TextFile {
  text: string;
  bom: boolean;
}

/**
 * Reads a file in UTF-8.
 *
 * @throws `TypeError` if the bytes are not UTF-8: writing such a file back would change it.
 */
export function readText(path: string): TextFile {
  const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(readFileSync(path));
  return text.startsWith(BOM) ? { text: text.slice(1), bom: true } : { text, bom: false };
}

/** Whether a file holds a text in ASCII, whatever encoding the file has: one byte for a character, or two. */
export function holds(path: string, text: string): boolean {
  const bytes = readFileSync(path);
  // Without its last byte, the form in UTF-16 is found in both byte orders.
  return bytes.includes(text) || bytes.includes(Buffer.from(text, 'utf16le').subarray(0, -1));
}

/** Replaces a file, completely or not at all. Keeps its permissions. */
export function writeText(path: string, file: TextFile): void {
  const mode = lstatSync(path).mode & 0o7777;
  const temporary = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}.tmp`);
  try {
    writeFileSync(temporary, (file.bom ? BOM : '') + file.text, { flag: 'wx' });
    chmodSync(temporary, mode);
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}
