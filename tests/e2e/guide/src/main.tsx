import { StrictMode, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { configure } from '@getpassage/web-react';
import { After } from './After';

const { connectUrl } = (await (await fetch('/api/config')).json()) as { connectUrl: string };
// The guide does not need this, because its service is the default one.
configure({ baseUrl: connectUrl });
const { claimCode } = (await (await fetch('/api/links', { method: 'POST' })).json()) as { claimCode: string };

function Page() {
  const [completions, setCompletions] = useState(0);
  return (
    <main>
      <After claimCode={claimCode} onDone={() => setCompletions((count) => count + 1)} />
      <p>completions: {completions}</p>
    </main>
  );
}

const root = document.getElementById('root');
if (!root) throw new Error('no #root');
createRoot(root).render(
  <StrictMode>
    <Page />
  </StrictMode>,
);
