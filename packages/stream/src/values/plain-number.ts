import { parseNumber } from './parse-number.js';

/** Reads a text as a number, NaN for what is a code (`007`, `01067`) or beyond any number. */
export function plainNumber(text: string): number {
  const number = /^\s*[+-]?0\d/.test(text) ? Number.NaN : parseNumber(text);
  return Number.isFinite(number) ? number : Number.NaN;
}
