import { checkConfig, type PassageConfig } from './options.js';
import { shared } from './shared.js';

/**
 * Sets page-wide defaults; settings that are left out keep their value.
 *
 * @throws an `Error` with `code: 'INVALID_OPTIONS'` on a setting of the wrong kind.
 */
export function configure(config: PassageConfig): void {
  shared().defaults = withDefaults(config);
}

/** Settings, complete as far as a session needs it. */
export type WholeConfig = PassageConfig & { baseUrl: string };

/** The page-wide defaults with `config`, checked, on top. */
export function withDefaults(config?: PassageConfig): WholeConfig {
  // Without a prototype, so that nothing comes from what the page has added to `Object.prototype`.
  return {
    __proto__: null,
    baseUrl: 'https://connect.services.getpassage.ai',
    ...shared().defaults,
    ...checkConfig(config),
  } as unknown as WholeConfig;
}
