/** How many characters stand for a byte alone: printable ASCII but `"`, `%`, `=` and `\`. */
const ALONE = 91;

/** The columns that name no instruction, as `xtask/src/columns.rs` has them. */
const HEAD = 0xf0;
const LOCALS = 0xf1;
const WHOLE = 0xf2;
const CODES = 0xf3;

/** The file whose columns, and whatever comes after its code, `cargo xtask package` wrote as two texts. */
export function unpack([columns, rest]: readonly [string, string]): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(weave(read(columns)).concat(read(rest)));
}

/**
 * The bytes of a text. It begins with the byte values that are one character, two hexadecimal digits each; the others,
 * in order, are two characters: `%` or `=` comes before them.
 */
function read(text: string): number[] {
  const values: number[] = [];
  for (let at = 0; at < ALONE * 2; at += 2) values.push(parseInt(text.slice(at, at + 2), 16));
  for (let byte = 0; byte < 256; byte++) if (!values.includes(byte)) values.push(byte);
  const bytes: number[] = [];
  for (let row = 0, at = ALONE * 2; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 37) row = ALONE;
    else if (code === 61) row = ALONE * 2;
    else {
      bytes.push(values[row + code - 32 - +(code > 34) - +(code > 37) - +(code > 61) - +(code > 92)]!);
      row = 0;
    }
  }
  return bytes;
}

/**
 * Everything up to the end of the code. A column is its name, its length in two bytes, and its bytes: the numbers of one
 * instruction, which is its name, or one of the four above.
 */
function weave(columns: readonly number[]): number[] {
  /** Where each is read next. */
  const next: number[] = [];
  const take = (column: number) => columns[next[column]!++]!;
  /** A number; the last of its bytes is below 128. */
  const copy = (to: number[], column: number) => {
    let byte;
    do to.push((byte = take(column)));
    while (byte > 127);
    return byte;
  };
  for (let at = 0; at < columns.length; at += 3 + columns[at + 1]! + 256 * columns[at + 2]!) next[columns[at]!] = at + 3;
  const head = next[HEAD]!;
  const whole = columns.slice(head, head + columns[head - 2]! + 256 * columns[head - 1]!);
  const code: number[] = [];
  copy(code, LOCALS);
  while (next[CODES]! < columns.length) {
    const body: number[] = [];
    for (let groups = copy(body, LOCALS); groups--; body.push(take(LOCALS))) copy(body, LOCALS);
    for (let depth = 1; depth; ) {
      const name = take(CODES);
      if (name === WHOLE) {
        for (let length = take(WHOLE); length--; ) body.push(take(WHOLE));
      } else {
        body.push(name);
        // How the memory's instructions from 0x28 on are aligned.
        const alignment = '22220011001122222201012'[name - 0x28];
        if (alignment) body.push(+alignment);
        if (next[name]) copy(body, name);
        // `block`, `loop` and `if`; `end`.
        if (name > 1 && name < 5) depth++;
        else if (name === 11) depth--;
      }
    }
    code.push(...sized(body));
  }
  return whole.concat(10, sized(code));
}

/** Bytes with their length before them. */
function sized(bytes: readonly number[]): number[] {
  const length: number[] = [];
  let rest = bytes.length;
  for (; rest > 127; rest >>= 7) length.push((rest & 127) | 128);
  return length.concat(rest, bytes);
}
