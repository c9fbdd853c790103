import { useEffect, useRef, useState } from 'react';
import type { Provider } from './backend';
import type { Ledger } from './ledger';
import { AccountRow } from './parts/AccountRow';
import { EmptyLedger } from './parts/EmptyLedger';
import { LedgerPanel } from './parts/LedgerPanel';
import { useConnections } from './useConnections';

/** The list of accounts, and the statements of the chosen one. */
export function Accounts({ providers }: { providers: Provider[] }) {
  const [chosen, setChosen] = useState<string | null>(null);
  const [news, setNews] = useState('');
  const heading = useRef<HTMLHeadingElement>(null);
  const headingIsDue = useRef(false);

  const { connectionOf, connect, remove } = useConnections((provider, ledger) => {
    show(provider.id);
    setNews(`${provider.name} is connected. ${count(ledger)} loaded.`);
  });

  function show(id: string) {
    setChosen(id);
    headingIsDue.current = true;
  }

  // On a phone the statements are below the list, so their heading takes the focus, which scrolls to it and makes a screen
  // reader start there. The heading may be rendered later than the click that asked for it.
  useEffect(() => {
    if (!headingIsDue.current || heading.current === null) return;
    headingIsDue.current = false;
    heading.current.focus();
  });

  function takeOff(provider: Provider) {
    remove(provider.id);
    setNews(`${provider.name} was removed from this page.`);
  }

  const connected = providers.filter(({ id }) => connectionOf(id).phase === 'connected');
  const shown = connected.find(({ id }) => id === chosen) ?? connected[0];
  const connection = shown && connectionOf(shown.id);

  return (
    <div className="columns">
      <section className="accounts" aria-labelledby="accounts-heading">
        <h2 id="accounts-heading">Accounts</h2>
        <ul className="account-list">
          {providers.map((provider) => (
            <AccountRow
              key={provider.id}
              provider={provider}
              connection={connectionOf(provider.id)}
              shown={provider === shown}
              onConnect={() => connect(provider)}
              onShow={() => show(provider.id)}
            />
          ))}
        </ul>
        <p className="visually-hidden" role="status">
          {news}
        </p>
      </section>
      {shown && connection?.phase === 'connected' ? (
        <LedgerPanel
          key={shown.id}
          headingRef={heading}
          provider={shown}
          ledger={connection.ledger}
          confirmed={connection.confirmed}
          onRemove={() => takeOff(shown)}
        />
      ) : (
        <EmptyLedger />
      )}
    </div>
  );
}

export function count({ kind, entries }: Ledger): string {
  const noun = kind === 'orders' ? 'order' : 'statement';
  return `${entries.length} ${noun}${entries.length === 1 ? '' : 's'}`;
}
