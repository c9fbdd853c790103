// The types of `<passage-connect>` in JSX of Solid: `prop:claimCode`, `on:passage-complete`.

import type { JSX } from 'solid-js';
import type { PassageConnect, PassageConnectEvents, PassageConnectProps } from '../dist/element.js';

type Own = PassageConnectProps & { [Name in keyof PassageConnectProps as `prop:${Name}`]?: PassageConnectProps[Name] } & {
  [Name in keyof PassageConnectEvents as `on:${Name}`]?: (event: PassageConnectEvents[Name]) => void;
};

declare module 'solid-js' {
  namespace JSX {
    interface IntrinsicElements {
      'passage-connect': Omit<JSX.HTMLAttributes<PassageConnect>, keyof Own> & Own;
    }
  }
}
