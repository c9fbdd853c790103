import bytes from './generated/bytes.js';
import { type ConnectionResult, type Host, type Place, instantiate } from './generated/passage_web.js';
import type { Engine, EngineSink } from './engine.js';
import type { PassageConfig } from './options.js';
import { report } from './report.js';

let compiled: { from: PassageConfig['wasm']; module: WebAssembly.Module } | undefined;

/**
 * The idempotency key of the last claim, for as long as it may still be wanted: someone who closes the modal half-way
 * and opens it again goes on with the same session, and so does a call after a panic.
 */
let lastClaim: { code: string; key: string } | undefined;

/** Compiles the WebAssembly, or takes what was compiled before, and starts an instance. */
export async function load(wasm: PassageConfig['wasm'], onPanic: () => void): Promise<Engine> {
  if (!compiled || compiled.from !== wasm) compiled = { from: wasm, module: await compile(wasm) };
  const passage = await instantiate(compiled.module);

  let retired = false;
  /** The session that a panic would leave without an ending. */
  let open: EngineSink | undefined;
  /** Where the last session had its modal; the way back to an app is shown there, too. */
  let place: Place | undefined;
  let mounted: Parameters<Place['mounted']> | undefined;
  let controller = new AbortController();

  function crash(): void {
    const crashed = open;
    open = undefined;
    // Called by the panic hook, and again by `guard` for the trap that follows it.
    if (retired) return;
    retired = true;
    onPanic();
    // Not now: the instance is still on the stack.
    queueMicrotask(() => passage.retire());
    controller.abort();
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

  /** Whatever comes out of the WebAssembly as an exception has left it half-way: that is a crash too. */
  function guard(run: () => void): void {
    try {
      run();
    } catch (error) {
      report(error);
      crash();
    }
  }

  passage.onPanic(crash);
  return {
    open(request, sink) {
      controller = new AbortController();
      place = {
        locale: request.locale,
        theme: request.theme,
        signal: controller.signal,
        mounted: (...shown) => void (mounted = shown),
      };
      const host: Host = {
        ...request,
        ...place,
        askCode: () => sink.askCode(),
        claimKey,
        event: (event) => sink.event(event),
        ended(result) {
          if (open === sink) open = undefined;
          forgetClaim(result);
          sink.ended(result);
        },
      };
      open = sink;
      guard(() => passage.open(host));
    },
    close: () => guard(() => passage.close()),
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
  if (lastClaim?.code !== code) lastClaim = { code, key: randomKey() };
  return lastClaim.key;
}

/** After any ending but a dismissal, the next claim of the same code is a new one. */
function forgetClaim({ outcome }: ConnectionResult): void {
  if (outcome !== 'closed') lastClaim = undefined;
}

function randomKey(): string {
  // Not `randomUUID`, which is missing on plain http.
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

async function compile(wasm: PassageConfig['wasm']): Promise<WebAssembly.Module> {
  if (wasm instanceof WebAssembly.Module) return wasm;
  if (typeof wasm === 'string' || wasm instanceof URL) {
    const response = await fetch(wasm, { credentials: 'same-origin' });
    if (!response.ok) throw new Error(`the address given as wasm answered ${response.status}`);
    // Without compileStreaming, which insists on the MIME type that many hosts do not send.
    return WebAssembly.compile(await response.arrayBuffer());
  }
  return WebAssembly.compile(wasm ?? (await unpack()));
}

/** The WebAssembly as it travels in the script: deflated, in base64. */
function unpack(): Promise<ArrayBuffer> {
  const deflated = Uint8Array.from(atob(bytes), (letter) => letter.charCodeAt(0));
  const stream = new Blob([deflated]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
  return new Response(stream).arrayBuffer();
}
