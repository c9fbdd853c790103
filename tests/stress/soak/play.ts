// The host's part of a session, in the page: opens it, acts on events as its story says, and returns how it ended. Callbacks after an
// ending, however late, are recorded in `late`.

/** What the host does when it gets this event for the first time. */
export interface Act {
  at: string;
  what: 'close' | 'abort' | 'closePage' | 'openAgain' | 'replace' | 'tell';
  /** Of `replace`: what is opened instead. */
  part?: Part;
}

export interface Part {
  /** Several are given one after the other, by a function. */
  codes: string[];
  acts: Act[];
}

/** How a session ended, as the host was told. */
export interface Told {
  /** `complete`, `closed`, or the code of the error. */
  ending: string;
  events: string[];
}

declare global {
  var late: string[];
  /** Tells the test that the host got this event. */
  var moment: (event: string) => Promise<void>;
}

/** Runs in the page. One result for each session that was opened. */
export async function play(part: Part): Promise<Told[]> {
  globalThis.late ??= [];
  const told: Promise<Told>[] = [];
  const open = ({ codes, acts }: Part): void => {
    const events: string[] = [];
    const controller = new AbortController();
    const left = [...codes];
    let over = false;
    const note = (what: string): void => void (over && late.push(`${what} after the ending`));
    const end = (what: string) => (): void => {
      note(what);
      over = true;
    };
    const perform = ({ at, what, part }: Act): void => {
      if (what === 'close') handle.close();
      else if (what === 'abort') controller.abort();
      else if (what === 'closePage') passage.close();
      else if (what === 'openAgain') calls.open(options);
      else if (what === 'replace') open(part!);
      else void moment(at);
    };
    const todo = [...acts];
    const options = {
      claimCode: codes.length > 1 ? () => left.shift() ?? '' : codes[0]!,
      signal: controller.signal,
      onEvent({ type }: { type: string }): void {
        note(type);
        events.push(type);
        for (const act of todo.filter(({ at }) => at === type)) {
          todo.splice(todo.indexOf(act), 1);
          perform(act);
        }
      },
      onConnectionComplete: end('onConnectionComplete'),
      onConnectionError: end('onConnectionError'),
      onClose: end('onClose'),
    };
    const handle = calls.open(options);
    told.push(handle.result.then((result) => ({ ending: result.outcome === 'error' ? result.error.code : result.outcome, events })));
  };
  open(part);
  const all: Told[] = [];
  // One may open another.
  for (let index = 0; index < told.length; index += 1) all.push(await told[index]!);
  return all;
}
