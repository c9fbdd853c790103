import { createContext, createElement, type ReactElement, type ReactNode } from 'react';
import type { PassageConfig } from '../call/options.js';

export const ConfigContext = createContext<PassageConfig | undefined>(undefined);

/** What `PassageProvider` takes. */
export interface PassageProviderProps {
  /** Defaults for every `usePassage` below it. */
  config?: PassageConfig;
  /** The part of the page that gets them. */
  children?: ReactNode;
}

/** Gives a part of the page its own defaults. Not needed where those of `configure` will do. */
export function PassageProvider({ config, children }: PassageProviderProps): ReactElement {
  return createElement(ConfigContext.Provider, { value: config }, children);
}
