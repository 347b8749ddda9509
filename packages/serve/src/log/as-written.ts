/**
 * Gives a value as it will be read from the log: what is learned now must be what a replay learns. JSON has no -0, no number
 * beyond the largest, nothing undefined, and no dates.
 *
 * @returns the same object where that changes nothing.
 */
export function asWritten<T>(value: T): T {
  if (isPlain(value)) return value;
  const text: string | undefined = JSON.stringify(value);
  return (text === undefined ? null : JSON.parse(text)) as T;
}

function isPlain(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value) && !Object.is(value, -0);
  if (typeof value !== 'object') return typeof value === 'string' || typeof value === 'boolean';
  if (value === null) return true;
  if (Array.isArray(value)) return value.every(isPlain);
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return false;
  for (const key in value) if (!isPlain((value as Readonly<Record<string, unknown>>)[key])) return false;
  return true;
}
