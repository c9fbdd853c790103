// Code that a host page can contain, and that must compile.

import {
  type AppClipHandle,
  type CloseInfo,
  type ConnectionError,
  type ConnectionResult,
  type ErrorCode,
  type OpenAppClipOptions,
  type PassageConfig,
  type PassageEvent,
  type SessionOptions,
  close,
  configure,
  openAppClip,
  preload,
} from '@getpassage/web-react/core';
import * as withReact from '@getpassage/web-react';
import { logSession } from '@getpassage/web-react/debug';
import { expectTypeOf } from 'expect-type';

expectTypeOf(openAppClip).toEqualTypeOf<(options: OpenAppClipOptions) => AppClipHandle>();
expectTypeOf(close).toEqualTypeOf<() => void>();
expectTypeOf(configure).toEqualTypeOf<(config: PassageConfig) => void>();
expectTypeOf(preload).toEqualTypeOf<() => Promise<void>>();
// The same function from every entry.
expectTypeOf(withReact.openAppClip).toEqualTypeOf<typeof openAppClip>();

// The claim code alone is enough, and a function may return it later.
openAppClip({ claimCode: 'clm_1' });
openAppClip({ claimCode: () => 'clm_1' });
openAppClip({ claimCode: async () => 'clm_1' });
// In a part of the page.
openAppClip({ claimCode: 'clm_1', container: document.createElement('div') });

// A link's address is enough, too.
openAppClip({ appClipUrl: 'https://connect.example/clip/link_1#clm_1' });
// Whichever there is, also with `exactOptionalPropertyTypes`.
openAppClip({ claimCode: 'clm_1', appClipUrl: undefined });
openAppClip({ claimCode: undefined, appClipUrl: 'https://connect.example/clip/link_1#clm_1' });

// A host page's own function around the call.
export interface Connecting extends SessionOptions {
  link: { claimCode: string };
}
export const connect = ({ link, ...options }: Connecting): AppClipHandle => openAppClip({ ...options, ...link });

const { signal } = new AbortController();
const handle = openAppClip({
  claimCode: 'clm_1',
  signal,
  redirect: false,
  onConnectionComplete: async () => undefined,
  onConnectionError(error) {
    expectTypeOf(error).toEqualTypeOf<ConnectionError>();
    expectTypeOf(error.userMessage).toEqualTypeOf<string>();
    expectTypeOf(error.retryable).toEqualTypeOf<boolean>();
    expectTypeOf(error.linkId).toEqualTypeOf<string | undefined>();
    expectTypeOf(error.requestId).toEqualTypeOf<string | undefined>();
    // Editors suggest the known codes, and future codes can be compared too.
    if (error.code === 'LINK_EXPIRED' || error.code === 'A_CODE_OF_TOMORROW') return;
    expectTypeOf(error.code).toExtend<string>();
  },
  onClose(info) {
    expectTypeOf(info).toEqualTypeOf<CloseInfo>();
    expectTypeOf(info.by).toEqualTypeOf<'person' | 'host' | 'signal' | 'unmount' | 'replaced'>();
  },
  onEvent(event) {
    expectTypeOf(event).toEqualTypeOf<PassageEvent>();
    switch (event.type) {
      case 'claimed':
        expectTypeOf(event.linkId).toEqualTypeOf<string>();
        break;
      case 'retrying':
        expectTypeOf(event.delayMs).toEqualTypeOf<number>();
        break;
      case 'status':
        expectTypeOf(event.status).toEqualTypeOf<'pending' | 'active' | 'complete' | 'failed' | 'expired'>();
        break;
      case 'ended':
        expectTypeOf(event.outcome).toEqualTypeOf<'complete' | 'error' | 'closed'>();
    }
  },
});
expectTypeOf(handle.result).toEqualTypeOf<Promise<ConnectionResult>>();

export async function told(): Promise<string> {
  const result = await handle.result;
  // The outcome decides which other fields exist.
  if (result.outcome === 'complete') return result.linkId;
  return result.outcome === 'error' ? result.error.error : result.by;
}

openAppClip({ claimCode: 'clm_1', onEvent: logSession });
expectTypeOf(logSession).toEqualTypeOf<(event: PassageEvent) => void>();

expectTypeOf<'NETWORK_ERROR'>().toExtend<ErrorCode>();
configure({});
configure({ baseUrl: 'https://connect.example', locale: 'pt-BR', theme: 'auto' });
for (const wasm of ['/passage.wasm', new URL('https://a.example/passage.wasm'), new Uint8Array(8), new ArrayBuffer(8)]) configure({ wasm });
