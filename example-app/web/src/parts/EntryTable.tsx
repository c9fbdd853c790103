import { useId, useState } from 'react';
import { day, money } from '../format';
import type { Entry, Ledger } from '../ledger';

/** A row for each statement or order. Its items unfold under its title. */
export function EntryTable({ kind, entries, caption }: Ledger & { caption: string }) {
  const orders = kind === 'orders';
  return (
    <table className="entries">
      <caption className="visually-hidden">{caption}</caption>
      <thead>
        <tr>
          <th scope="col">{orders ? 'Order' : 'Billing period'}</th>
          <th scope="col" className="wide-only">
            {orders ? 'Ordered' : 'Due'}
          </th>
          <th scope="col" className="wide-only">
            Status
          </th>
          <th scope="col" className="number">
            Amount
          </th>
        </tr>
      </thead>
      <tbody>
        {entries.map((entry, index) => (
          <Row key={index} entry={entry} when={orders ? entry.date : entry.due} whenWord={orders ? '' : 'Due '} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ entry, when, whenWord }: { entry: Entry; when: Date | null; whenWord: string }) {
  const { title, amount, currency, status, items } = entry;
  const [open, setOpen] = useState(false);
  const id = useId();
  return (
    <>
      <tr data-open={open || undefined}>
        <th scope="row">
          {items.length > 0 ? (
            <button type="button" className="unfold" aria-expanded={open} aria-controls={id} onClick={() => setOpen(!open)}>
              {title}
            </button>
          ) : (
            title
          )}
          {/* These columns are too much for a phone; there they stand here. */}
          <span className="narrow-only">
            <span>{when ? whenWord + day(when) : ''}</span>
            <Status status={status} />
          </span>
        </th>
        <td className="wide-only">{when ? day(when) : '–'}</td>
        <td className="wide-only">
          <Status status={status} />
        </td>
        <td className="number">{money(amount, currency)}</td>
      </tr>
      <tr id={id} className="items-row" hidden={!open}>
        <td colSpan={4}>
          <ul className="items">
            {items.map((item, index) => (
              <li key={index}>
                <span>{item.description}</span>
                {item.amount !== null && <span>{money(item.amount, currency)}</span>}
              </li>
            ))}
          </ul>
        </td>
      </tr>
    </>
  );
}

function Status({ status }: { status: string | null }) {
  if (status === null) return '–';
  return (
    <span className="status" data-status={status.toLowerCase()}>
      {status.charAt(0).toUpperCase() + status.slice(1).replaceAll('_', ' ')}
    </span>
  );
}
