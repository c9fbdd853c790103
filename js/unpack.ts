/** How many characters stand for a byte alone: printable ASCII but `"`, `%`, `=` and `\`. */
const ALONE = 91;

/**
 * The bytes of the texts that `cargo xtask package` made. Each begins with the byte values that are one character, two
 * hexadecimal digits each; the others, in order, are two characters: `%` or `=` comes before them.
 */
export function unpack(texts: readonly string[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(texts.join('').length);
  let length = 0;
  for (const text of texts) {
    const values: number[] = [];
    for (let at = 0; at < ALONE * 2; at += 2) values.push(parseInt(text.slice(at, at + 2), 16));
    for (let byte = 0; byte < 256; byte++) if (!values.includes(byte)) values.push(byte);
    for (let row = 0, at = ALONE * 2; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code === 37) row = ALONE;
      else if (code === 61) row = ALONE * 2;
      else {
        bytes[length++] = values[row + code - 32 - +(code > 34) - +(code > 37) - +(code > 61) - +(code > 92)]!;
        row = 0;
      }
    }
  }
  return bytes.slice(0, length);
}
