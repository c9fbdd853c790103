// Reads the result of a connection into the form that the page shows. The data comes from another company's pages, so every
// field is checked, and one that cannot be read is left out.

import { day, period } from './format';

export interface Entry {
  /** The day of the bill or the order. */
  date: Date | null;
  /** A billing period, or the restaurant. */
  title: string;
  due: Date | null;
  /** In the currency's main unit. */
  amount: number;
  currency: string;
  /** In the provider's words: "paid", "due", "delivered". */
  status: string | null;
  /** The parts of the amount. */
  items: Item[];
}

export interface Item {
  description: string;
  amount: number | null;
}

export interface Ledger {
  kind: 'statements' | 'orders';
  /** Newest first. */
  entries: Entry[];
}

type Fields = Record<string, unknown>;

/** The entries that cost something. A cancelled order is in the table, but not in the sums and the chart. */
export const charged = (entries: Entry[]): Entry[] => entries.filter(({ status }) => status !== 'cancelled');

/** The statements or orders in a link's result; null when it holds neither. */
export function readLedger(result: unknown): Ledger | null {
  for (const data of parts(result)) {
    const statements = list(data, 'billing');
    if (statements) return { kind: 'statements', entries: newestFirst(statements.map(statement)) };
    const orders = list(data, 'orders');
    if (orders) return { kind: 'orders', entries: newestFirst(orders.map(order)) };
  }
  return null;
}

/** The results of the operations: the result of a single operation is flat, those of several are wrapped. */
function parts(result: unknown): Fields[] {
  if (!isFields(result)) return [];
  const operations = list(result, 'operations');
  return operations ? operations.map((one) => one['data']).filter(isFields) : [result];
}

function statement(fields: Fields): Entry | null {
  const amount = number(fields, 'amountDue');
  if (amount === null) return null;
  const start = date(fields, 'periodStart');
  const end = date(fields, 'periodEnd');
  return {
    date: end ?? date(fields, 'dueDate'),
    title: start && end ? period(start, end) : end ? day(end) : 'Statement',
    due: date(fields, 'dueDate'),
    amount,
    currency: text(fields, 'currency') ?? 'USD',
    status: text(fields, 'status'),
    items: lineItems(fields),
  };
}

function order(fields: Fields): Entry | null {
  const amount = number(fields, 'total');
  if (amount === null) return null;
  return {
    date: date(fields, 'orderedAt', 'placedAt'),
    title: text(fields, 'merchant', 'restaurant') ?? 'Order',
    due: null,
    amount,
    currency: text(fields, 'currency') ?? 'USD',
    status: text(fields, 'status'),
    items: basket(fields),
  };
}

function lineItems(fields: Fields): Item[] {
  return (list(fields, 'lineItems') ?? []).flatMap((item) => {
    const description = text(item, 'description', 'name');
    return description === null ? [] : [{ description, amount: number(item, 'amount') }];
  });
}

/** The dishes, each at its price times its quantity, and the fees and the tip. */
function basket(fields: Fields): Item[] {
  const dishes = (list(fields, 'items') ?? []).flatMap((item) => {
    const name = text(item, 'name', 'description');
    if (name === null) return [];
    const quantity = number(item, 'quantity') ?? 1;
    const price = number(item, 'price');
    return [{ description: quantity === 1 ? name : `${quantity} × ${name}`, amount: price === null ? null : price * quantity }];
  });
  const extras = [
    { description: 'Fees', amount: number(fields, 'fees') },
    { description: 'Tip', amount: number(fields, 'tip') },
  ];
  return [...dishes, ...extras.filter(({ amount }) => amount !== null && amount > 0)];
}

function newestFirst(entries: (Entry | null)[]): Entry[] {
  return entries.filter((entry) => entry !== null).sort((a, b) => (b.date?.getTime() ?? 0) - (a.date?.getTime() ?? 0));
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function list(fields: Fields, ...names: string[]): Fields[] | null {
  const value = names.map((name) => fields[name]).find(Array.isArray);
  return value ? value.filter(isFields) : null;
}

function text(fields: Fields, ...names: string[]): string | null {
  const value = names.map((name) => fields[name]).find((one) => typeof one === 'string' && one !== '');
  return (value as string | undefined) ?? null;
}

function number(fields: Fields, ...names: string[]): number | null {
  const value = names.map((name) => fields[name]).find((one) => typeof one === 'number' && Number.isFinite(one));
  return (value as number | undefined) ?? null;
}

/** Reads 02/14/2025, 2025-02-14 or a full timestamp. A date without a time is a day in the local time zone, not in UTC. */
function date(fields: Fields, ...names: string[]): Date | null {
  const written = text(fields, ...names);
  if (written === null) return null;
  const american = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(written);
  const iso = /^(\d{4})-(\d{2})-(\d{2})$/.exec(written);
  const parsed = american
    ? new Date(Number(american[3]), Number(american[1]) - 1, Number(american[2]))
    : iso
      ? new Date(Number(iso[1]), Number(iso[2]) - 1, Number(iso[3]))
      : new Date(written);
  return Number.isNaN(parsed.getTime()) ? null : parsed;
}
