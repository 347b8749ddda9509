import { toNfc } from './to-nfc.js';

const WHOLE = /^[+-]?(?:0|[1-9]\d*)\.?0*$/;

/**
 * Returns the word that a category or class is known by: without spaces around it, in Unicode NFC, and a whole number as it
 * is written without a point, so that `1`, `1.0` and `+1` are one class. `007` is a code and stays what it is.
 */
export function wordOf(text: string): string {
  const word = toNfc(text.trim());
  const first = word.charCodeAt(0);
  // A digit, or a sign.
  if (first > 0x39 || first < 0x2b || word.length > 400 || !WHOLE.test(word)) return word;
  const point = word.indexOf('.');
  const whole = point === -1 ? word : word.slice(0, point);
  const bare = whole.startsWith('+') ? whole.slice(1) : whole;
  return bare === '-0' ? '0' : bare;
}
