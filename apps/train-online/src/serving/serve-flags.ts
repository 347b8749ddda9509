import { UsageError } from '../settings/usage-error.js';

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/**
 * Reads how long something takes, such as `24h`, `90s` or `off`.
 *
 * @returns milliseconds; null for `off`.
 * @throws UsageError
 */
export function readDuration(flag: string, text: string): number | null {
  if (text === 'off') return null;
  const [, count, unit] = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(text) ?? [];
  if (count === undefined || unit === undefined)
    throw new UsageError(`--${flag} is ${text || 'empty'}, wanted a time such as 24h, 90s or 500ms, or off.`);
  return Number(count) * UNITS[unit]!;
}

/**
 * Reads when events are made durable: `fsync`, `interval:50ms` or `none`.
 *
 * @throws UsageError
 */
export function readDurability(text: string): {
  readonly durability: 'commit' | { readonly everyMs: number };
  readonly flush: boolean;
} {
  if (text === 'fsync') return { durability: 'commit', flush: true };
  if (text === 'none') return { durability: { everyMs: 0 }, flush: false };
  const interval = /^interval:(.+)$/.exec(text)?.[1];
  const everyMs = interval === undefined ? null : readDuration('durability', interval);
  if (everyMs === null)
    throw new UsageError(`--durability is ${text || 'empty'}, wanted fsync, interval:50ms or none.`);
  return { durability: { everyMs }, flush: true };
}

/**
 * Reads a whole number.
 *
 * @throws UsageError
 */
export function readWhole(flag: string, text: string, min: number, max = Number.MAX_SAFE_INTEGER): number {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isSafeInteger(value) && value >= min && value <= max) return value;
  const range = max === Number.MAX_SAFE_INTEGER ? `, ${min} or more` : ` from ${min} to ${max}`;
  throw new UsageError(`--${flag} is ${text || 'empty'}, wanted a whole number${range}.`);
}

/** Reads a label as JSON has it: `true`, `0.5`; anything else is a word. */
export function readLabel(text: string): string | number | boolean {
  if (text === 'true' || text === 'false') return text === 'true';
  return text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : text;
}
