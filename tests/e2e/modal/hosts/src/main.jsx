// One page for each library: `?host=radix`. Each shows its own modal, with a button in it that opens ours.

import { createRoot } from 'react-dom/client';
import { configure, openAppClip, preload } from '@getpassage/web-react/core';

const HOSTS = {
  radix: () => import('./radix.jsx'),
  mui: () => import('./mui.jsx'),
  'react-aria': () => import('./react-aria.jsx'),
  'headless-ui': () => import('./headless-ui.jsx'),
  'focus-trap': () => import('./focus-trap.jsx'),
  chakra: () => import('./chakra.jsx'),
};

const { connectUrl } = await (await fetch('api/config')).json();
configure({ baseUrl: connectUrl });
await preload();

async function connect() {
  const { claimCode } = await (await fetch('api/links', { method: 'POST' })).json();
  const { result } = openAppClip({ claimCode });
  document.title = (await result).outcome;
}

/** What every host puts into its modal. `onClose` is called by the library, for whatever reason it has. */
export function Content() {
  return (
    <>
      <p>The host's own modal.</p>
      <input aria-label="Host's field" />
      <button onClick={connect}>Connect</button>
    </>
  );
}

const name = new URLSearchParams(location.search).get('host');
const { Host } = await HOSTS[name]();
createRoot(document.getElementById('root')).render(<Host Content={Content} />);
