const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

// Intl formatters are expensive to make and are asked for on every row.
const cache = new Map<string, Intl.DateTimeFormat | Intl.RelativeTimeFormat | Intl.NumberFormat>();
function cached<T extends Intl.DateTimeFormat | Intl.RelativeTimeFormat | Intl.NumberFormat>(key: string, make: () => T): T {
  let formatter = cache.get(key) as T | undefined;
  if (!formatter) cache.set(key, (formatter = make()));
  return formatter;
}

/** 11月28日 17:00 / Nov 28, 17:00. The year appears when it is not this one. */
export function dateTime(value: string | Date, language: string, now: Date): string {
  const date = typeof value === 'string' ? new Date(value) : value;
  if (Number.isNaN(date.getTime())) return '–';
  const year = date.getFullYear() !== now.getFullYear();
  return cached(`d${language}${year}`, () =>
    new Intl.DateTimeFormat(language, {
      ...(year ? { year: 'numeric' as const } : {}),
      month: language.startsWith('zh') ? 'long' : 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23',
    })).format(date);
}

/** The time of day to the second when it is today, else date and time. */
export function clock(value: string, language: string, now: Date): string {
  const date = new Date(value);
  if (Number.isNaN(date.getTime())) return '–';
  if (date.toDateString() !== now.toDateString()) return dateTime(date, language, now);
  return cached(`t${language}`, () =>
    new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' })).format(date);
}

/** "12秒前" / "12s ago"; null while it is too fresh to count, or when the clocks disagree and it lies ahead. */
export function relative(value: string, language: string, nowMs: number): string | null {
  const seconds = Math.floor((nowMs - Date.parse(value)) / 1_000);
  if (!Number.isFinite(seconds) || seconds < 2) return null;
  const formatter = cached(`r${language}`, () => new Intl.RelativeTimeFormat(language, { numeric: 'always', style: 'narrow' }));
  if (seconds < MINUTE) return formatter.format(-seconds, 'second');
  if (seconds < HOUR) return formatter.format(-Math.floor(seconds / MINUTE), 'minute');
  if (seconds < DAY) return formatter.format(-Math.floor(seconds / HOUR), 'hour');
  return formatter.format(-Math.floor(seconds / DAY), 'day');
}

/** A rate or a latency: one decimal while small, none when large. */
export function measure(value: number, language: string): string {
  if (!Number.isFinite(value)) return '–';
  const digits = Math.abs(value) < 100 ? 1 : 0;
  return cached(`m${language}${digits}`, () =>
    new Intl.NumberFormat(language, { minimumFractionDigits: digits, maximumFractionDigits: digits })).format(value);
}

export function count(value: number, language: string): string {
  return cached(`n${language}`, () => new Intl.NumberFormat(language)).format(value);
}

/** The part of a customer's id that people read to each other. */
export function shortCode(customer: string): string {
  return customer.slice(-6);
}
