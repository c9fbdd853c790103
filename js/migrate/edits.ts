import MagicString from 'magic-string';

interface Edit {
  start: number;
  end: number;
  text: string;
}

/** Edits to one text, by offsets into the original. Everything outside the edits stays the same, byte for byte. */
export class Edits {
  readonly #edits: Edit[] = [];

  constructor(readonly code: string) {}

  replace(start: number, end: number, text: string): void {
    this.#edits.push({ start, end, text });
  }

  insert(at: number, text: string): void {
    this.replace(at, at, text);
  }

  remove(start: number, end: number): void {
    this.replace(start, end, '');
  }

  /** Whether the text from `start` to `end` is removed by an edit. */
  isRemoved(start: number, end: number): boolean {
    return this.#edits.some((edit) => edit.text === '' && edit.start <= start && edit.end >= end);
  }

  get isEmpty(): boolean {
    return this.#edits.length === 0;
  }

  apply(): string {
    const text = new MagicString(this.code);
    for (const edit of this.#effective()) {
      if (edit.start === edit.end) text.appendLeft(edit.start, edit.text);
      else text.update(edit.start, edit.end, edit.text);
    }
    return text.toString();
  }

  /** The edits without repetitions, which occur when a name is reached in two ways, and without those inside a removed or replaced part. */
  #effective(): Edit[] {
    const kept: Edit[] = [];
    const seen = new Set<string>();
    for (const edit of this.#edits) {
      const key = `${edit.start} ${edit.end} ${edit.text}`;
      if (seen.has(key)) continue;
      seen.add(key);
      const covered = this.#edits.some(
        (other) =>
          other !== edit &&
          other.end > other.start &&
          other.start <= edit.start &&
          other.end >= edit.end &&
          other.end - other.start > edit.end - edit.start &&
          // An insertion at the start of a replaced part is outside of it.
          !(edit.start === edit.end && edit.start === other.start && other.text !== ''),
      );
      if (!covered) kept.push(edit);
    }
    return kept;
  }
}
