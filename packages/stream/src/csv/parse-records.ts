import { parse } from 'csv-parse/browser/esm/sync';

/**
 * Cuts whole CSV records with csv-parse: the general path, for text with quotes in it. Undefined where csv-parse finds
 * fault with it.
 */
export function parseRecords(bytes: Uint8Array, delimiter: number, quote: number): string[][] | undefined {
  try {
    return parse(bytes, {
      quote: quote === -1 ? false : String.fromCharCode(quote),
      escape: quote === -1 ? null : String.fromCharCode(quote),
      delimiter: String.fromCharCode(delimiter),
      record_delimiter: ['\n', '\r\n'],
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
    });
  } catch {
    return undefined;
  }
}
