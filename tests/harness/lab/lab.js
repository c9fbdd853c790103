// The lab: the package, and all that it calls back.

import * as passage from './passage/dist/core.js';
import { record } from './calls.js';

globalThis.passage = passage;
globalThis.calls = record(passage);

const { connectUrl } = await (await fetch('api/config')).json();
passage.configure({ baseUrl: connectUrl });
document.documentElement.dataset.ready = '';
