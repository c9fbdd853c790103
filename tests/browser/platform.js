// The shim passes this to the engine's glue, where it is a parameter; the glue of a test looks for it among the globals.

import { platform } from '../../js/engine-platform.js';

globalThis.platform = platform;

/** Something to import. */
export function lend() {}
