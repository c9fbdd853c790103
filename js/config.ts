import { checkConfig, type PassageConfig } from './options.js';

let defaults: PassageConfig = {};

/**
 * Sets page-wide defaults; settings that are left out keep their value.
 *
 * @throws an `Error` with `code: 'INVALID_OPTIONS'` on a setting of the wrong kind.
 */
export function configure(config: PassageConfig): void {
  defaults = withDefaults(config);
}

/** The page-wide defaults with `config`, checked, on top. */
export function withDefaults(config?: PassageConfig): PassageConfig {
  return { ...defaults, ...checkConfig(config) };
}
