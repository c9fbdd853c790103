// Makes the package reachable for the tests, and lists the violations of the page's policy.

import * as passage from './passage/dist/core.js';

const { connectUrl } = await (await fetch('api/config')).json();
passage.configure({ baseUrl: connectUrl });
await passage.preload();

window.violations = [];
addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => violations.push(`${violatedDirective} ${blockedURI}`));

window.passage = passage;
window.ended = [];
/** Opens a session from the button, as a person's click does. */
window.openWith = (options) => {
  document.getElementById('opener').onclick = () => {
    passage.openAppClip(options).result.then(({ outcome }) => ended.push(outcome));
  };
};
document.documentElement.dataset.ready = '';
