// The types of `<passage-connect>` in Vue's templates: `:claimCode.prop`, `@passage-complete`.

import type { HTMLAttributes } from 'vue';
import type { PassageConnect, PassageConnectEvents, PassageConnectProps } from '../dist/element.js';

type Capital<Name extends string> = Name extends `${infer First}-${infer Rest}` ? `${Capitalize<First>}${Capital<Rest>}` : Capitalize<Name>;

type Own = PassageConnectProps & {
  [Name in keyof PassageConnectEvents as `on${Capital<Name>}`]?: (event: PassageConnectEvents[Name]) => void;
};

declare module 'vue' {
  interface GlobalComponents {
    'passage-connect': new () => PassageConnect & { $props: Omit<HTMLAttributes, keyof Own> & Own };
  }
}
