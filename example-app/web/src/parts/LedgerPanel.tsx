import type { Ref } from 'react';
import { count } from '../Accounts';
import type { Provider } from '../backend';
import { day, money } from '../format';
import { charged, type Entry, type Ledger } from '../ledger';
import { BarChart } from './BarChart';
import { EntryTable } from './EntryTable';
import { Tile } from './Tile';

interface LedgerPanelProps {
  provider: Provider;
  ledger: Ledger;
  /** Whether our backend has also received the webhook about the connection. */
  confirmed: boolean;
  headingRef: Ref<HTMLHeadingElement>;
  onRemove: () => void;
}

/** The statements or orders of one account: the main figures, the chart, the table. */
export function LedgerPanel({ provider, ledger, confirmed, headingRef, onRemove }: LedgerPanelProps) {
  const { kind, entries } = ledger;
  return (
    <section className="panel ledger" aria-labelledby="ledger-heading">
      <header className="ledger-head">
        <Tile id={provider.id} name={provider.name} />
        <div>
          <h2 id="ledger-heading" ref={headingRef} tabIndex={-1}>
            {provider.name}
          </h2>
          <p className="ledger-sub">
            <span>{kind === 'orders' ? 'Your recent orders' : 'Your recent phone bills'}</span>
            {confirmed && <span className="ledger-confirmed">Confirmed by webhook</span>}
          </p>
        </div>
      </header>
      {entries.length === 0 ? (
        <p className="nothing">There are no {kind} in this account yet.</p>
      ) : (
        <>
          <Figures kind={kind} entries={entries} />
          <BarChart kind={kind} entries={entries} providerName={provider.name} />
          <EntryTable kind={kind} entries={entries} caption={`${provider.name}: ${count(ledger)}`} />
        </>
      )}
      <button type="button" className="link-button" onClick={onRemove}>
        Remove {provider.name} from this page
      </button>
    </section>
  );
}

function Figures({ kind, entries: all }: Ledger) {
  const entries = charged(all);
  const [latest, former] = entries;
  if (latest === undefined) return null;
  const { currency } = latest;
  const total = entries.reduce((sum, { amount }) => sum + amount, 0);
  const orders = kind === 'orders';
  return (
    <dl className="figures">
      <div className="figure-main">
        <dt>{orders ? 'Latest order' : 'Latest bill'}</dt>
        <dd className="amount">{money(latest.amount, currency)}</dd>
        <dd className="figure-note">{orders ? latest.title : change(latest, former)}</dd>
      </div>
      <div>
        <dt>{orders ? 'Average order' : 'Average bill'}</dt>
        <dd className="amount">{money(total / entries.length, currency)}</dd>
      </div>
      <div>
        <dt>{orders ? `All ${entries.length} orders` : `Last ${entries.length} bills`}</dt>
        <dd className="amount">{money(total, currency)}</dd>
      </div>
    </dl>
  );
}

function change(latest: Entry, former: Entry | undefined): string {
  const due = latest.due && latest.status !== 'paid' ? `Due ${day(latest.due)}` : null;
  if (former === undefined) return due ?? '';
  const difference = latest.amount - former.amount;
  const step =
    Math.abs(difference) < 0.005
      ? 'Same as the one before'
      : `${money(Math.abs(difference), latest.currency)} ${difference > 0 ? 'more' : 'less'} than the one before`;
  return due ? `${due}. ${step}` : step;
}
