// The types of `<passage-connect>` in JSX, from React 18.2 on.

import type { DetailedHTMLProps, HTMLAttributes } from 'react';
import type { PassageConnect, PassageConnectListeners, PassageConnectProps } from '../dist/element.js';

type Own = PassageConnectProps & PassageConnectListeners;

declare module 'react' {
  namespace JSX {
    interface IntrinsicElements {
      'passage-connect': Omit<DetailedHTMLProps<HTMLAttributes<PassageConnect>, PassageConnect>, keyof Own> & Own;
    }
  }
}
