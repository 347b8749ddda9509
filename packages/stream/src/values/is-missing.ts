const MISSING = new Set(['', 'na', 'n/a', 'nan', 'null', 'none', 'nil', '?', '-', '#n/a', '<na>']);

/** Tells whether a text means "no value": empty, NA, NaN, null, None, ?, - and the like, in any case. */
export function isMissing(text: string): boolean {
  if (text.length > 8) return text.trim().length === 0;
  return MISSING.has(text.trim().toLowerCase());
}
