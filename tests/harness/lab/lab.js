// The lab: the package, and all that it calls back.

import * as core from './passage/dist/core.js';
import { record } from './calls.js';
import { wayOf } from './ways.js';

Object.assign(globalThis, await wayOf(core));
globalThis.calls = record(globalThis.passage);

const { connectUrl } = await (await fetch('api/config')).json();
core.configure({ baseUrl: connectUrl });
document.documentElement.dataset.ready = '';
