/** The lowest character that stands for a byte only together with the one after it. */
const PREFIX = 124;

/** Characters from the space on, without `"` and `\`: the place of a character among them. */
function place(code: number): number {
  return code - 32 - (code > 34 ? 1 : 0) - (code > 92 ? 1 : 0);
}

/**
 * The bytes of a text that `cargo xtask package` made: 64 hexadecimal digits say which byte values are one character
 * (the others are two), then the bytes follow in order, so that they compress like the binary itself.
 */
export function unpack(text: string): Uint8Array<ArrayBuffer> {
  const alone: number[] = [];
  const paired: number[] = [];
  for (let byte = 0; byte < 256; byte++) {
    const digit = parseInt(text.charAt(byte >> 2), 16);
    ((digit >> (3 - (byte & 3))) & 1 ? alone : paired).push(byte);
  }
  const bytes = new Uint8Array(text.length);
  let length = 0;
  for (let at = 64; at < text.length; at++) {
    const code = text.charCodeAt(at);
    bytes[length++] =
      code < PREFIX ? alone[place(code)]! : paired[(code - PREFIX) * 64 + place(text.charCodeAt(++at))]!;
  }
  return bytes.slice(0, length);
}
