import { createContext, createElement, type ReactElement, type ReactNode } from 'react';
import type { PassageConfig } from '../call/options.js';

export const ConfigContext = createContext<PassageConfig | undefined>(undefined);

/** What `PassageProvider` takes. */
export interface PassageProviderProps {
  /** Defaults for every `usePassage` below it. */
  config?: PassageConfig;
  /** The part of the page that these defaults are for. */
  children?: ReactNode;
}

/** Sets defaults for a part of the page. For the whole page, `configure` is enough. */
export function PassageProvider({ config, children }: PassageProviderProps): ReactElement {
  return createElement(ConfigContext.Provider, { value: config }, children);
}
