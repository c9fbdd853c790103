import { count } from '../Accounts';
import type { Provider } from '../backend';
import type { Connection } from '../useConnections';
import { Tile } from './Tile';

interface AccountRowProps {
  provider: Provider;
  connection: Connection;
  /** Whether the page shows the statements of this account. */
  shown: boolean;
  onConnect: () => void;
  onShow: () => void;
}

/** One account: its state, and a button for the next action. */
export function AccountRow({ provider, connection, shown, onConnect, onShow }: AccountRowProps) {
  const { name } = provider;
  const { phase } = connection;
  const busy = phase === 'connecting' || phase === 'reading';
  const action = words(connection);

  return (
    <li className="account" data-shown={shown || undefined}>
      <Tile id={provider.id} name={name} />
      <span className="account-text">
        <strong className="account-name">{name}</strong>
        <span className="account-state">{stateOf(provider, connection)}</span>
      </span>
      {/* The same button in every phase, so that the focus can return to it when the modal closes. */}
      <button
        type="button"
        className={phase === 'connected' ? 'button button-quiet' : 'button'}
        aria-label={action.label(name)}
        aria-disabled={busy || undefined}
        aria-pressed={phase === 'connected' ? shown : undefined}
        onClick={() => {
          if (busy) return;
          if (phase === 'connected') onShow();
          else onConnect();
        }}
      >
        {action.shown}
      </button>
      {phase === 'failed' && (
        <p className="account-error" role="alert">
          {connection.message}
        </p>
      )}
    </li>
  );
}

function stateOf({ id }: Provider, connection: Connection): string {
  switch (connection.phase) {
    case 'connecting':
      return 'Waiting for you to sign in';
    case 'reading':
      return 'Loading…';
    case 'connected':
      return `Connected · ${count(connection.ledger)}`;
    case 'failed':
      return 'Not connected';
    case 'idle':
      return id === 'ubereats' ? 'Order history' : 'Phone bills';
  }
}

/** The button's text, and its accessible name, which begins with that text and makes sense without the row around it. */
function words({ phase }: Connection): { shown: string; label: (name: string) => string } {
  switch (phase) {
    case 'failed':
      return { shown: 'Try again', label: (name) => `Try again: ${name}` };
    case 'connected':
      return { shown: 'Show', label: (name) => `Show ${name}` };
    case 'connecting':
      return { shown: 'Connecting…', label: (name) => `Connecting… ${name}` };
    case 'reading':
      return { shown: 'Loading…', label: (name) => `Loading… ${name}` };
    case 'idle':
      return { shown: 'Connect', label: (name) => `Connect ${name}` };
  }
}
