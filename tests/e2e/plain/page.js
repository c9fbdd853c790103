// A page without React and without a bundler: it uses the package's files directly, and logs the callbacks.

import { configure, openAppClip } from './passage/dist/core.js';

const { connectUrl } = await (await fetch('api/config')).json();
configure({ baseUrl: connectUrl });

function log(text) {
  const line = document.createElement('li');
  line.textContent = text;
  document.querySelector('#log').append(line);
}

// One link for the whole page: clicking again connects with the same claim code.
let link = null;

document.querySelector('#connect').addEventListener('click', async () => {
  link ??= await (await fetch('api/links', { method: 'POST' })).json();
  const { result } = openAppClip({
    claimCode: link.claimCode,
    onConnectionComplete: () => log('complete'),
    onConnectionError: ({ code }) => log(`error ${code}`),
    onClose: () => log('closed'),
  });
  log(`result ${(await result).outcome}`);
});

document.documentElement.dataset.ready = '';
