// What a test finds in the page of ../src.

import type { AppClipHandle, PassageConfig } from '../../../../pkg/dist/core.js';

export interface ConnectProps {
  who?: string;
  code?: string;
  label?: string;
  config?: PassageConfig;
  on?: (name: string, value?: unknown) => void;
  auto?: 'open' | 'open and close';
  broken?: boolean;
}

export interface ButtonProps {
  who?: string;
  label?: string;
  codeByFunction?: string;
  onPress?: 'prevents';
  without?: string[];
  refByFunction?: boolean;
  props?: Record<string, unknown>;
}

export interface StageProps {
  components: ConnectProps[];
  buttons?: ButtonProps[];
  strict?: boolean;
  suspended?: boolean;
  round?: number;
  provider?: PassageConfig;
  boundary?: boolean;
}

interface View {
  passage: { ready: boolean; status: string; error: { code: string } | null; close(): void };
  renders: number;
  statuses: string[];
  opens: Set<unknown>;
  closes: Set<unknown>;
}

declare global {
  var stage: {
    version: string;
    passage: typeof import('../../../../pkg/dist/core.js');
    told: { who: string; label: string; name: string; value?: any }[];
    handles: AppClipHandle[];
    views: Map<string, View>;
    refs: { last: { current: HTMLButtonElement | null } };
    show(props: StageProps): void;
    change(props: Partial<StageProps>): void;
    hydrate(html: string, props: StageProps): void;
    clear(): void;
  };
}
