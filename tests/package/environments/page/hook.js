// The page of every environment that has React: written without JSX, so that no tool needs a setting for it.
'use client';

import { createElement as h, useEffect, useState } from 'react';
import { configure, usePassage } from '@getpassage/web-react';

export function Connect() {
  const [log, setLog] = useState([]);
  const [live, setLive] = useState(false);
  const { openAppClip, status } = usePassage();
  const say = (text) => setLog((lines) => [...lines, text]);

  // A page that was rendered on the server reacts to clicks only after its script has run.
  useEffect(() => setLive(true), []);

  async function connect() {
    const { connectUrl } = await (await fetch('/api/config')).json();
    configure({ baseUrl: connectUrl });
    openAppClip({
      claimCode: async () => (await (await fetch('/api/links', { method: 'POST' })).json()).claimCode,
      onConnectionComplete: () => say('complete'),
      onConnectionError: ({ code }) => say(`error ${code}`),
      onClose: () => say('closed'),
    });
  }

  return h(
    'main',
    null,
    h('button', { onClick: () => void connect(), disabled: !live }, 'Connect'),
    h('p', null, `status: ${status}`),
    h(
      'ol',
      { 'aria-label': 'Log' },
      log.map((line, index) => h('li', { key: index }, line)),
    ),
  );
}
