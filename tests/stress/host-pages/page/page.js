// The script of every host page: imports the packed package, and gives the page a button that opens a session.

import * as passage from '/passage/dist/core.js';
import { record } from '/lab/calls.js';

globalThis.passage = passage;
globalThis.calls = record(passage, oracle.structuredClone);
passage.configure({ baseUrl: oracle.baseUrl });
document.getElementById('opener').onclick = () => {
  try {
    return oracle.open(oracle.claimCode);
  } catch (error) {
    oracle.thrown = error;
  }
};
document.documentElement.setAttribute('data-ready', '');
