// The same SDK in plain TypeScript, as one writes it in an afternoon. The package is compared with it; README.md lists what it lacks.

import { Modal } from './modal.ts';
import { claim, Failure, type Polling, verdict } from './wire.ts';

export interface Options {
  claimCode: string;
  baseUrl: string;
  onConnectionComplete?: () => void;
  onConnectionError?: (error: { code: string; retryable: boolean }) => void;
  onClose?: () => void;
  onEvent?: (event: { type: 'claimed' | 'frameReady' }) => void;
  redirect?: boolean;
  polling?: Polling;
}

const WAIT_S = 25;
const FRAME_READY_MS = 10_000;

let closeCurrent: (() => void) | undefined;

/** Opens the modal; exactly one of the three callbacks says how it ended. */
export function openAppClip(options: Options): { close: () => void } {
  closeCurrent?.();
  const { baseUrl, claimCode, polling = { waitS: WAIT_S } } = options;
  const ended = new AbortController();
  const end = (tell: () => void) => {
    if (ended.signal.aborted) return;
    ended.abort();
    clearTimeout(late);
    modal.remove();
    if (closeCurrent === close) closeCurrent = undefined;
    tell();
  };
  const close = () => end(() => options.onClose?.());
  const fail = (code: string, retryable: boolean) => end(() => options.onConnectionError?.({ code, retryable }));
  const modal = new Modal(close);
  let late: ReturnType<typeof setTimeout> | undefined;
  closeCurrent = close;

  const run = async () => {
    const claimed = await claim(baseUrl, claimCode, ended.signal);
    if (ended.signal.aborted) return;
    options.onEvent?.({ type: 'claimed' });
    late = setTimeout(() => fail('FRAME_LOAD_FAILED', true), FRAME_READY_MS);
    modal.load(claimed, () => {
      clearTimeout(late);
      options.onEvent?.({ type: 'frameReady' });
    });
    const { status, error, returnUrl } = await verdict(baseUrl, claimCode, polling, ended.signal);
    if (status !== 'complete') return fail(error?.code ?? 'LINK_EXPIRED', status === 'failed');
    end(() => {
      options.onConnectionComplete?.();
      if (returnUrl?.startsWith('https:') && options.redirect !== false) location.assign(returnUrl);
    });
  };
  run().catch((error: unknown) => {
    if (error instanceof Failure) fail(error.code, error.retryable);
    else fail('INTERNAL_ERROR', true);
  });
  return { close };
}

export function close(): void {
  closeCurrent?.();
}
