// The one entry whose import has an effect: it registers `<passage-connect>`.

import { ConnectElement } from './connect-element.js';
import type { PassageConnect } from './types.js';

export type { AppClipHandle } from '../call/app-clip.js';
export type { OpenAppClipOptions, PassageConfig, SessionOptions } from '../call/options.js';
export type { CloseInfo, ConnectionError, ConnectionResult, ErrorCode, LinkStatus, PassageEvent } from '../generated/passage_web.js';
export type {
  PassageConnect,
  PassageConnectAttributes,
  PassageConnectEvents,
  PassageConnectListeners,
  PassageConnectOptions,
  PassageConnectProps,
} from './types.js';

declare global {
  interface HTMLElementTagNameMap {
    'passage-connect': PassageConnect;
  }
}

// Not on a server; and another copy of the package may have done so before.
if (typeof customElements === 'object' && !customElements.get('passage-connect')) customElements.define('passage-connect', ConnectElement);
