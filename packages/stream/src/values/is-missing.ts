const MISSING = new Set(['', 'na', 'n/a', 'nan', 'null', 'none', 'nil', '?', '-', '#n/a', '<na>']);

/** Tells whether a text means "no value": empty, NA, NaN, null, None, ?, -, 0000-00-00 and the like, in any case. */
export function isMissing(text: string): boolean {
  if (text.length > 8) return text.startsWith('0000-00-00') || text.trim().length === 0;
  return MISSING.has(text.trim().toLowerCase());
}
