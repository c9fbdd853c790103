/** How many characters stand for a byte alone. */
const ALONE = 91;

/** Printable ASCII but `"`, `%`, `=` and `\`: the place of a character among them. */
function place(code: number): number {
  return code - 32 - +(code > 34) - +(code > 37) - +(code > 61) - +(code > 92);
}

/**
 * The bytes of the texts that `cargo xtask package` made. Each begins with the byte values that are one character, two
 * hexadecimal digits each; the others, in order, are two characters: `%` or `=` comes before them.
 */
export function unpack(texts: readonly string[]): Uint8Array<ArrayBuffer> {
  const bytes: number[] = [];
  for (const text of texts) {
    const values: number[] = [];
    for (let at = 0; at < ALONE * 2; at += 2) values.push(parseInt(text.slice(at, at + 2), 16));
    for (let byte = 0; byte < 256; byte++) if (!values.includes(byte)) values.push(byte);
    for (let at = ALONE * 2; at < text.length; at++) {
      const code = text.charCodeAt(at);
      const row = code === 37 ? 1 : code === 61 ? 2 : 0;
      bytes.push(values[row ? row * ALONE + place(text.charCodeAt(++at)) : place(code)]!);
    }
  }
  return new Uint8Array(bytes);
}
