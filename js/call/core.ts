import { type AppClipHandle, closeCurrent, open } from './app-clip.js';
import { withDefaults } from './config.js';
import { preloadEngine } from './loader.js';
import type { OpenAppClipOptions } from './options.js';

export type { AppClipHandle } from './app-clip.js';
export { configure } from './config.js';
export type { CloseInfo, ConnectionError, ConnectionResult, ErrorCode, LinkStatus, PassageEvent } from '../generated/passage_web.js';
export type { OpenAppClipOptions, PassageConfig, SessionOptions } from './options.js';

/**
 * Opens the modal and connects. Returns at once, also while the WebAssembly loads.
 *
 * @throws an `Error` with `code: 'INVALID_OPTIONS'` if the options cannot work; everything later arrives by callback.
 */
export function openAppClip(options: OpenAppClipOptions): AppClipHandle {
  return open(options, withDefaults()).handle;
}

/** Ends the open session as `closed`, if there is one. */
export function close(): void {
  closeCurrent();
}

/** Loads the WebAssembly ahead of the click. Rejects if it cannot be loaded; a later call tries again. */
export async function preload(): Promise<void> {
  await preloadEngine(withDefaults());
}
