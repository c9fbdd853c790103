// The page of every environment without React. It reports that it is ready when its script has run.

import { configure, openAppClip } from '@getpassage/web-react/core';

const status = document.querySelector('#status');
const log = document.querySelector('#log');

function say(text) {
  const line = document.createElement('li');
  line.textContent = text;
  log.append(line);
}

document.querySelector('#connect').addEventListener('click', async () => {
  const { connectUrl } = await (await fetch('/api/config')).json();
  configure({ baseUrl: connectUrl });
  const { result } = openAppClip({
    claimCode: async () => (await (await fetch('/api/links', { method: 'POST' })).json()).claimCode,
    onConnectionComplete: () => say('complete'),
    onConnectionError: ({ code }) => say(`error ${code}`),
    onClose: () => say('closed'),
  });
  status.textContent = `status: ${(await result).outcome}`;
});

status.textContent = 'status: idle';
