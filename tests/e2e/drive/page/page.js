// An integrator's page, as the guide to testing assumes one.

import { configure, openAppClip } from './passage/dist/core.js';

const { connectUrl } = await (await fetch('api/config')).json();
configure({ baseUrl: connectUrl });

const button = document.querySelector('#connect');
const claimCode = async () => (await (await fetch('api/links', { method: 'POST' })).json()).claimCode;

button.addEventListener('click', async () => {
  const { outcome } = await openAppClip({ claimCode }).result;
  document.querySelector('#outcome').textContent = outcome === 'complete' ? 'Your account is connected.' : 'That did not work.';
  button.textContent = outcome === 'complete' ? 'Connect another' : 'Try again';
});
