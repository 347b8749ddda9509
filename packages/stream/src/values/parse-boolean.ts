const YES = new Set(['true', 'yes', 'y', 't', 'on']);
const NO = new Set(['false', 'no', 'n', 'f', 'off']);

/** Reads yes/no, true/false, on/off, y/n, t/f in any case as 1 or 0; anything else is NaN. */
export function parseBoolean(text: string): number {
  const word = text.trim().toLowerCase();
  if (YES.has(word)) return 1;
  return NO.has(word) ? 0 : Number.NaN;
}
