import type { PlaywrightFrame, PlaywrightPage } from './types.js';

/** What the service's frame shows. */
export interface Seen {
  frame: PlaywrightFrame;
  /** The name of the view; null before the first one. */
  view: string | null;
  /** What was sent is not answered yet. */
  isBusy: boolean;
  /** It asks whether to leave although something would be lost. */
  asks: boolean;
  heading: string;
  /** What it says is wrong. */
  complaints: string[];
}

/** What the frame shows now; null if the page has none, or it is just being loaded or removed. */
export async function look(page: PlaywrightPage): Promise<Seen | null> {
  const frame = page
    .frames()
    .filter((each) => /\/clip\/ses_\w+$/.test(each.url()))
    .pop();
  if (!frame) return null;
  try {
    return { frame, ...(await frame.evaluate(read)) };
  } catch {
    return null;
  }
}

/** Runs in the frame, so it uses nothing from around it. */
function read(): Omit<Seen, 'frame'> {
  const texts = (selector: string): string[] =>
    Array.from(document.querySelectorAll(selector), (each) => (each.textContent ?? '').replace(/\s+/g, ' ').trim()).filter(Boolean);
  return {
    view: document.getElementById('clip')?.dataset['view'] ?? null,
    isBusy: document.querySelector('form[aria-busy=true]') !== null,
    asks: document.querySelector('dialog[open]') !== null,
    heading: texts('h1')[0] ?? '',
    complaints: texts('#clip [role=alert], .field-error'),
  };
}

/** Whether what is seen will change by itself: nobody has to do anything. */
export function moves(seen: Seen | null): boolean {
  return seen === null || seen.view === null || seen.isBusy || seen.view === 'working' || seen.view === 'away';
}

/** What is seen, in words. */
export function inWords(seen: Seen | null): string {
  if (seen === null) return 'the page has no frame of the service';
  if (seen.view === null) return 'the frame is still loading';
  const says = seen.complaints.length > 0 ? `, and says: ${seen.complaints.join(' ')}` : '';
  return `the frame shows "${seen.heading}" (${seen.view})${says}`;
}
