import '@getpassage/web-react/element';
import type {} from '@getpassage/web-react/element/preact';
import { configure } from '@getpassage/web-react/core';
import { render } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { claimCode, connectUrl } from './generated/backend';

function App() {
  const [live, setLive] = useState(false);
  const [status, setStatus] = useState('idle');
  const [log, setLog] = useState<string[]>([]);

  useEffect(() => {
    void connectUrl().then((baseUrl) => {
      configure({ baseUrl });
      setLive(true);
    });
  }, []);

  function ended(outcome: string, line = outcome) {
    setStatus(outcome);
    setLog((lines) => [...lines, line]);
  }

  return (
    <main>
      <passage-connect
        claimCode={claimCode}
        onpassage-complete={() => ended('complete')}
        onpassage-error={(event) => ended('error', `error ${event.detail.code}`)}
        onpassage-close={() => ended('closed')}
      >
        <button slot="button" type="button" disabled={!live}>
          Connect
        </button>
      </passage-connect>
      <p>status: {status}</p>
      <ol aria-label="Log">
        {log.map((line, index) => (
          <li key={index}>{line}</li>
        ))}
      </ol>
    </main>
  );
}

render(<App />, document.getElementById('app')!);
