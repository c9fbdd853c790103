import '@getpassage/web-react/element';
import type {} from '@getpassage/web-react/element/solid';
import { configure } from '@getpassage/web-react/core';
import { createSignal, For, onMount } from 'solid-js';
import { render } from 'solid-js/web';
import { claimCode, connectUrl } from './generated/backend';

function App() {
  const [live, setLive] = createSignal(false);
  const [status, setStatus] = createSignal('idle');
  const [log, setLog] = createSignal<string[]>([]);

  onMount(async () => {
    configure({ baseUrl: await connectUrl() });
    setLive(true);
  });

  function ended(outcome: string, line = outcome) {
    setStatus(outcome);
    setLog((lines) => [...lines, line]);
  }

  return (
    <main>
      <passage-connect
        prop:claimCode={claimCode}
        on:passage-complete={() => ended('complete')}
        on:passage-error={(event) => ended('error', `error ${event.detail.code}`)}
        on:passage-close={() => ended('closed')}
      >
        <button slot="button" type="button" disabled={!live()}>
          Connect
        </button>
      </passage-connect>
      <p>status: {status()}</p>
      <ol aria-label="Log">
        <For each={log()}>{(line) => <li>{line}</li>}</For>
      </ol>
    </main>
  );
}

render(() => <App />, document.getElementById('app')!);
