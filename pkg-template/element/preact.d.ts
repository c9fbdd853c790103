// The types of `<passage-connect>` in JSX of Preact.

import type { HTMLAttributes } from 'preact';
import type { PassageConnect, PassageConnectListeners, PassageConnectProps } from '../dist/element.js';

type Own = PassageConnectProps & PassageConnectListeners;

declare module 'preact' {
  namespace JSX {
    interface IntrinsicElements {
      'passage-connect': Omit<HTMLAttributes<PassageConnect>, keyof Own> & Own;
    }
  }
}
