// The lab: the package, and all that it calls back.

import * as passage from './passage/dist/core.js';
import { record } from './calls.js';

// With the query `container`, every session is shown in one.
const container = location.search === '?container' ? document.createElement('div') : undefined;
if (container) {
  container.id = 'container';
  document.body.append(container);
}

globalThis.around = container ?? document.body;
globalThis.passage = container ? { ...passage, openAppClip: (options) => passage.openAppClip({ container, ...options }) } : passage;
globalThis.calls = record(globalThis.passage);

const { connectUrl } = await (await fetch('api/config')).json();
passage.configure({ baseUrl: connectUrl });
document.documentElement.dataset.ready = '';
