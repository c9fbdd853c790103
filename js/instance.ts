import type { Engine, EngineRequest, EngineSink } from './engine.js';
import type { Exports, Host, Place, Texts } from './generated/passage_web.js';
import { english, loadTexts, loadedTexts } from './languages.js';
import { LOAD_MS } from './loader.js';
import { abortController, pageLocale, randomKey } from './engine-platform.js';
import { after, deferred, report, settle, soon } from './platform.js';
import { shared } from './shared.js';

/** A page that goes on opening and closing must not gather keys without end. */
const MOST_CLAIMS = 20;

/** How long the browser may take to go back, in milliseconds. */
const BACK_MS = 1_000;

/** After a panic the browser goes back from the modal's entry in the history: a modal opened meanwhile would take it for its own. */
let wentBack: Promise<void> | undefined;

/** What a rehearsal has in the place of the page and of the host. */
function stage(): unknown {
  /** Can be called, constructed and asked for anything, and always gives itself. */
  const anything: object = new Proxy(function () {}, {
    get: () => anything,
    set: () => true,
    apply: () => anything,
    construct: () => anything,
  });
  return new Proxy({ code: 'code', baseUrl: 'https://localhost', JSON } as Record<PropertyKey, unknown>, {
    get: (own, name) => own[name] ?? anything,
  });
}

/** Runs sessions on an instance that `start` makes; `onPanic` is told when it can no longer be used. */
export async function runOn(start: (onTrap: () => void) => Promise<Exports>, onPanic: () => void): Promise<Engine> {
  const passage = await start(crash);
  await wentBack;

  let retired = false;
  let rehearsed = false;
  /** The session that a panic would leave without an ending. */
  let open: EngineSink | undefined;
  /** That session, while it waits for the texts of a language that was not the page's when the engine was loaded. */
  let waiting: { sink: EngineSink; stop: () => void } | undefined;
  /** Where the last session had its modal; the way back to an app is shown there, too. */
  let place: Place | undefined;
  let mounted: Parameters<Place['mounted']> | undefined;
  let controller: AbortController | undefined;
  let timer: unknown;
  let request: AbortController | undefined;

  function crash(): void {
    const crashed = open ?? waiting?.sink;
    waiting?.stop();
    open = waiting = undefined;
    // Called again for each exception on its way out, and for what still reaches for the instance.
    if (retired) return;
    retired = true;
    onPanic();
    // Not now: the instance is still on the stack.
    void soon(() => passage.retire());
    controller?.abort();
    request?.abort();
    if (timer !== undefined) clearTimeout(timer as number);
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

  function begin(asked: EngineRequest & { locale: string }, sink: EngineSink, texts: Texts): void {
    waiting = undefined;
    rehearsed = true;
    const own = (controller = abortController());
    const lent: Place = {
      texts,
      theme: asked.theme,
      signal: own?.signal,
      mounted: (...shown) => void (mounted = shown),
    };
    place = lent;
    let claimed = '';
    const host: Host = {
      ...asked,
      ...lent,
      askCode: () => sink.askCode(),
      claimKey: (code, fresh) => claimKey((claimed = code), fresh),
      timer: (handle) => void (timer = handle),
      request: (controller) => void (request = controller),
      event(event) {
        // After any ending but a dismissal the next claim of the same code is a new one; the host, which is told this
        // event, may open it at once.
        if (event.type === 'ended' && event.outcome !== 'closed') forget(claimed);
        sink.event(event);
      },
      ended(result) {
        if (open === sink) open = undefined;
        // What a page has wrapped may not have been removed.
        own?.abort();
        if (place === lent) {
          // The modal is gone: a panic that comes now has nothing to clear away.
          mounted = undefined;
          // For the way back to an app, which comes after the ending.
          controller = abortController();
          place = { ...lent, signal: controller?.signal };
        }
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
      closed.stop();
      closed.sink.event({ type: 'ended', outcome: 'closed' });
      closed.sink.ended({ outcome: 'closed' });
    } else {
      guard(() => passage.close());
    }
  }

  return {
    open(request, sink) {
      const asked = { ...request, locale: request.locale || pageLocale() };
      const texts = loadedTexts(asked.locale);
      if (texts) return begin(asked, sink, texts);
      close();
      const go = (texts: Texts) => {
        own.stop();
        if (waiting === own) begin(asked, sink, texts);
      };
      const own = (waiting = { sink, stop: after(LOAD_MS, () => go(english)) });
      void settle(loadTexts(asked.locale), (texts) => go(texts as Texts), () => go(english));
    },
    close,
    rehearse() {
      // What has run needs no rehearsal.
      if (rehearsed) return;
      rehearsed = true;
      let page: unknown;
      try {
        page = stage();
      } catch {
        // A page without `Proxy`: the first modal opens a little later.
        return;
      }
      guard(() => {
        passage.stage(page);
        passage.open(page as Host);
        passage.close();
        passage.stage(undefined);
      });
    },
    leave: (returnUrl) => guard(() => place && passage.leave(place, returnUrl)),
  };
}

/** Undoes by hand what the modal did to the page: nothing in a panicked instance does it any more. */
function clear(root: HTMLElement, sheet: CSSStyleSheet | HTMLStyleElement | undefined): void {
  // Without `close`, removing an open dialog loses the focus.
  root.shadowRoot?.querySelector('dialog')?.close();
  root.remove();
  if (sheet && 'remove' in sheet) sheet.remove();
  else document.adoptedStyleSheets = document.adoptedStyleSheets.filter((other) => other !== sheet);
  // The entry that closes the modal by the back button.
  if (!(history.state as { [mark: string]: unknown } | null)?.['@getpassage/web-react']) return;
  const { promise, resolve } = deferred<void>();
  wentBack = promise;
  const stop = after(BACK_MS, resolve);
  const arrived = () => {
    stop();
    resolve();
  };
  addEventListener('popstate', arrived, { __proto__: null, once: true } as AddEventListenerOptions);
  history.back();
}

function claimKey(code: string, fresh: boolean): { key: string; resumed: boolean } {
  const { claims } = shared();
  const known = fresh ? undefined : claims.find((claim) => claim.code === code);
  const key = known?.key ?? randomKey();
  // Set anew, so that the first is the one that was wanted longest ago.
  forget(code);
  claims.push({ code, key });
  if (claims.length > MOST_CLAIMS) claims.shift();
  return { key, resumed: !!known };
}

function forget(code: string): void {
  const { claims } = shared();
  const at = claims.findIndex((claim) => claim.code === code);
  if (at >= 0) claims.splice(at, 1);
}
