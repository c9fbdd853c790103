/** How many characters stand for a byte alone: printable ASCII but `"`, `%`, `=` and `\`. */
const ALONE = 91;

/** The columns that name no instruction, as `xtask/src/columns.rs` has them. */
const HEAD = 0xf0;
const LOCALS = 0xf1;
const WHOLE = 0xf2;
const CODES = 0xf3;

/** Bytes of a length at most. */
const LENGTH = 5;

/**
 * The file whose columns, and whatever comes after its code, `cargo xtask package` wrote as two texts.
 *
 * It runs once in a page, before anything is compiled well, so it writes into buffers: with lists of numbers it took three
 * times as long.
 */
export function unpack([columns, rest]: readonly [string, string]): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(2 * (columns.length + rest.length));
  const end = weave(read(columns), out);
  const tail = read(rest);
  out.set(tail, end);
  return out.slice(0, end + tail.length);
}

/**
 * The bytes of a text. It begins with the byte values that are one character, two hexadecimal digits each; the others,
 * in order, are two characters: `%` or `=` comes before them.
 */
function read(text: string): Uint8Array {
  const values: number[] = [];
  for (let at = 0; at < ALONE * 2; at += 2) values.push(parseInt(text.slice(at, at + 2), 16));
  for (let byte = 0; byte < 256; byte++) if (!values.includes(byte)) values.push(byte);
  const bytes = new Uint8Array(text.length);
  let length = 0;
  for (let row = 0, at = ALONE * 2; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 37) row = ALONE;
    else if (code === 61) row = ALONE * 2;
    else {
      bytes[length++] = values[row + code - 32 - +(code > 34) - +(code > 37) - +(code > 61) - +(code > 92)]!;
      row = 0;
    }
  }
  return bytes.subarray(0, length);
}

/**
 * Writes everything up to the end of the code, and returns where that is. A column is its name, its length in two bytes,
 * and its bytes: the numbers of one instruction, which is its name, or one of the four above.
 */
function weave(columns: Uint8Array, out: Uint8Array): number {
  /** Where each column is read next; 0 where there is none. */
  const next = new Uint32Array(256);
  let at = 0;
  for (; at < columns.length; at += 3 + columns[at + 1]! + 256 * columns[at + 2]!) next[columns[at]!] = at + 3;
  const byte = (column: number) => (out[at++] = columns[next[column]!++]!);
  /** A number; the last of its bytes is below 128. */
  const number = (column: number) => {
    let last;
    do last = byte(column);
    while (last > 127);
    return last;
  };
  /** What `write` writes, with its length before it. */
  const sized = (write: () => void) => {
    const before = at;
    at += LENGTH;
    write();
    const end = at;
    at = before;
    let length = end - before - LENGTH;
    for (; length > 127; length >>= 7) out[at++] = (length & 127) | 128;
    out[at++] = length;
    out.copyWithin(at, before + LENGTH, end);
    at += end - before - LENGTH;
  };
  const body = () => {
    for (let groups = number(LOCALS); groups--; byte(LOCALS)) number(LOCALS);
    for (let depth = 1; depth; ) {
      const name = columns[next[CODES]!++]!;
      if (name === WHOLE) {
        for (let length = columns[next[WHOLE]!++]!; length--; ) byte(WHOLE);
      } else {
        out[at++] = name;
        // How the memory's instructions from 0x28 on are aligned.
        if (name > 0x27 && name < 0x3f) out[at++] = +'22220011001122222201012'[name - 0x28]!;
        if (next[name]) number(name);
        // `block`, `loop` and `if`; `end`.
        if (name > 1 && name < 5) depth++;
        else if (name === 11) depth--;
      }
    }
  };
  const head = next[HEAD]!;
  at = columns[head - 2]! + 256 * columns[head - 1]!;
  out.set(columns.subarray(head, head + at));
  out[at++] = 10;
  sized(() => {
    number(LOCALS);
    while (next[CODES]! < columns.length) sized(body);
  });
  return at;
}
