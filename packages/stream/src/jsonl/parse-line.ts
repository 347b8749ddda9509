import type { RowFault } from '../blocks/row-block.js';

const LONG_NUMBER = /\d{16}/;
const TOKEN = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|-?\b(?:NaN|Infinity)\b/g;

/**
 * Reads JSON as programs write it: whole numbers beyond 2^53 keep their digits, as text, since two of them may be the same
 * double; `NaN` and `Infinity`, which Python writes, are no value.
 */
export function parseLine(text: string): { readonly value: unknown } | { readonly fault: RowFault } {
  try {
    return { value: JSON.parse(LONG_NUMBER.test(text) ? quoteLongNumbers(text) : text) };
  } catch (error) {
    if (/NaN|Infinity/.test(text)) {
      try {
        return { value: JSON.parse(quoteLongNumbers(text)) };
      } catch {
        // The first reason is the better one.
      }
    }
    const reason = error instanceof Error ? error.message : String(error);
    return { fault: { code: 'BAD_ROW', message: `is not JSON: ${reason}${hint(text)}`, value: text } };
  }
}

function quoteLongNumbers(text: string): string {
  return text.replace(TOKEN, (token) => {
    if (token.endsWith('NaN') || token.endsWith('Infinity')) return 'null';
    return /^-?\d{16,}$/.test(token) && !Number.isSafeInteger(Number(token)) ? `"${token}"` : token;
  });
}

function hint(text: string): string {
  const trimmed = text.trim();
  if (trimmed === '{') return '; one object over several lines is not JSON Lines: wanted one object a line';
  if (/\}\s*\{/.test(trimmed)) return '; several objects stand on one line: wanted one object a line';
  return /^\{\s*'/.test(trimmed)
    ? '; keys stand in double quotes: was it written by str() in place of json.dumps()?'
    : '';
}
