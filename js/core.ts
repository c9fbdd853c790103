import { type AppClipHandle, closeCurrent, open } from './app-clip.js';
import { loadEngine } from './loader.js';
import { checkConfig, checkOptions, type OpenAppClipOptions, type PassageConfig } from './options.js';

export type { AppClipHandle } from './app-clip.js';
export type { ConnectionError, ConnectionResult, ErrorCode, LinkStatus, PassageEvent } from './generated/passage_web.js';
export type { OpenAppClipOptions, PassageConfig } from './options.js';

let defaults: PassageConfig = {};

/** The page-wide defaults with `config` on top. */
export function withDefaults(config: PassageConfig): PassageConfig {
  return { ...defaults, ...config };
}

/**
 * Opens the modal and connects. Returns at once, also while the WebAssembly loads.
 *
 * @throws an `Error` with `code: 'INVALID_OPTIONS'` if the options cannot work; everything later arrives by callback.
 */
export function openAppClip(options: OpenAppClipOptions): AppClipHandle {
  return open(checkOptions(options), defaults).handle;
}

/** Ends the open session as `closed`, if there is one. */
export function close(): void {
  closeCurrent();
}

/**
 * Sets page-wide defaults; settings that are left out keep their value.
 *
 * @throws an `Error` with `code: 'INVALID_OPTIONS'` on a setting of the wrong kind.
 */
export function configure(config: PassageConfig): void {
  defaults = withDefaults(checkConfig(config));
}

/** Loads the WebAssembly ahead of the click. Rejects if it cannot be loaded; a later call tries again. */
export async function preload(): Promise<void> {
  await loadEngine(defaults.wasm);
}
