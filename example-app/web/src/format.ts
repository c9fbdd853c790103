// Formats dates and amounts. The page is in American English, so the browser's language does not matter.

const DAY = new Intl.DateTimeFormat('en-US', { day: 'numeric', month: 'short', year: 'numeric' });

export const day = (value: Date): string => DAY.format(value);

export const period = (start: Date, end: Date): string => DAY.formatRange(start, end);

export const month = (value: Date): string => new Intl.DateTimeFormat('en-US', { month: 'short' }).format(value);

export const shortDay = (value: Date): string => new Intl.DateTimeFormat('en-US', { month: 'short', day: 'numeric' }).format(value);

/** An amount in its currency. An unknown currency is written as it is. */
export function money(amount: number, currency: string, cents = true): string {
  try {
    const digits = cents ? 2 : 0;
    return new Intl.NumberFormat('en-US', {
      style: 'currency',
      currency,
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    }).format(amount);
  } catch {
    return `${amount.toFixed(cents ? 2 : 0)} ${currency}`;
  }
}
