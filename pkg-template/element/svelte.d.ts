// The types of `<passage-connect>` in Svelte's templates.

import type { HTMLAttributes } from 'svelte/elements';
import type { PassageConnect, PassageConnectListeners, PassageConnectProps } from '../dist/element.js';

type Own = PassageConnectProps & PassageConnectListeners;

declare module 'svelte/elements' {
  interface SvelteHTMLElements {
    'passage-connect': Omit<HTMLAttributes<PassageConnect>, keyof Own> & Own;
  }
}
