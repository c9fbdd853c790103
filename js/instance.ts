import type { Engine, EngineRequest, EngineSink } from './engine.js';
import type { Exports, Host, Place, Texts } from './generated/passage_web.js';
import { loadTexts, loadedTexts } from './languages.js';
import { report } from './report.js';

/**
 * The idempotency keys of claims, by claim code, for as long as they may still be wanted: someone who closes the modal
 * half-way and opens it again goes on with the same session, and so does a call after a panic.
 */
const claims = new Map<string, string>();

/** A page that goes on opening and closing must not gather keys without end. */
const MOST_CLAIMS = 20;

/** Can be called, constructed and asked for anything, and always gives itself. */
const anything: object = new Proxy(function () {}, {
  get: () => anything,
  set: () => true,
  apply: () => anything,
  construct: () => anything,
});

/** What a rehearsal has in the place of the page and of the host. */
const STAGE = new Proxy({ code: 'code', JSON } as Record<PropertyKey, unknown>, {
  get: (own, name) => own[name] ?? anything,
});

/** Runs sessions on an instance that `start` makes; `onPanic` is told when it can no longer be used. */
export async function runOn(start: (onTrap: () => void) => Promise<Exports>, onPanic: () => void): Promise<Engine> {
  const passage = await start(crash);

  let retired = false;
  let rehearsed = false;
  /** The session that a panic would leave without an ending. */
  let open: EngineSink | undefined;
  /** That session, while it waits for the texts of a language that was not the page's when the engine was loaded. */
  let waiting: EngineSink | undefined;
  /** Where the last session had its modal; the way back to an app is shown there, too. */
  let place: Place | undefined;
  let mounted: Parameters<Place['mounted']> | undefined;
  let controller = new AbortController();
  let timer: unknown;
  let request: AbortController | undefined;

  function crash(): void {
    const crashed = open ?? waiting;
    open = waiting = undefined;
    // Called again for each exception on its way out, and for what still reaches for the instance.
    if (retired) return;
    retired = true;
    onPanic();
    // Not now: the instance is still on the stack.
    queueMicrotask(() => passage.retire());
    controller.abort();
    request?.abort();
    clearTimeout(timer as number | undefined);
    if (mounted) clear(...mounted);
    if (!crashed) return;
    const error = {
      error: 'Something went wrong inside the SDK; the next call starts afresh.',
      code: 'INTERNAL_ERROR',
      retryable: true,
    };
    crashed.event({ type: 'ended', outcome: 'error' });
    crashed.ended({ outcome: 'error', error });
  }

  /** For calls of our own: the host's code, which is above us, must not see the exception. */
  function guard(run: () => void): void {
    try {
      run();
    } catch (error) {
      report(error);
    }
  }

  function begin(asked: EngineRequest, sink: EngineSink, texts: Texts): void {
    waiting = undefined;
    rehearsed = true;
    controller = new AbortController();
    place = {
      texts,
      theme: asked.theme,
      signal: controller.signal,
      mounted: (...shown) => void (mounted = shown),
    };
    let claimed = '';
    const host: Host = {
      ...asked,
      ...place,
      askCode: () => sink.askCode(),
      claimKey: (code) => claimKey((claimed = code)),
      timer: (handle) => void (timer = handle),
      request: (controller) => void (request = controller),
      event(event) {
        // After any ending but a dismissal the next claim of the same code is a new one; the host, which is told this
        // event, may open it at once.
        if (event.type === 'ended' && event.outcome !== 'closed') claims.delete(claimed);
        sink.event(event);
      },
      ended(result) {
        if (open === sink) open = undefined;
        sink.ended(result);
      },
    };
    open = sink;
    guard(() => passage.open(host));
  }

  function close(): void {
    const closed = waiting;
    waiting = undefined;
    if (closed) {
      closed.event({ type: 'ended', outcome: 'closed' });
      closed.ended({ outcome: 'closed' });
    } else {
      guard(() => passage.close());
    }
  }

  return {
    open(request, sink) {
      const texts = loadedTexts(request.locale);
      if (texts) return begin(request, sink, texts);
      close();
      waiting = sink;
      void loadTexts(request.locale).then((texts) => {
        if (waiting === sink) begin(request, sink, texts);
      });
    },
    close,
    rehearse() {
      // What has run needs no rehearsal.
      if (rehearsed) return;
      rehearsed = true;
      guard(() => {
        passage.stage(STAGE);
        passage.open(STAGE as unknown as Host);
        passage.close();
        passage.stage(undefined);
      });
    },
    leave: (returnUrl) => guard(() => place && passage.leave(place, returnUrl)),
  };
}

/** Undoes by hand what the modal did to the page: nothing in a panicked instance does it any more. */
function clear(root: HTMLElement, sheet: CSSStyleSheet | undefined): void {
  // Without `close`, removing an open dialog loses the focus.
  root.shadowRoot?.querySelector('dialog')?.close();
  root.remove();
  document.adoptedStyleSheets = document.adoptedStyleSheets.filter((other) => other !== sheet);
  // The entry that closes the modal by the back button, in browsers where it needs one.
  if ((history.state as { passage?: number } | null)?.passage) history.back();
}

function claimKey(code: string): string {
  const key = claims.get(code) ?? randomKey();
  // Set anew, so that the first is the one that was wanted longest ago.
  claims.delete(code);
  claims.set(code, key);
  for (const oldest of claims.keys()) {
    if (claims.size <= MOST_CLAIMS) break;
    claims.delete(oldest);
  }
  return key;
}

function randomKey(): string {
  // Not `randomUUID`, which is missing on plain http.
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
