import type { ByteWindow } from '../bytes/byte-window.js';
import { parseRecords } from './parse-records.js';

const LF = 0x0a;
/** Comma, semicolon, tab and bar. */
const DELIMITERS = [0x2c, 0x3b, 0x09, 0x7c];
/** Lines after the header that are looked at. */
const LINES = 5;

/** The delimiter that the header has most of, outside quotes. */
export function discoverDelimiter(bytes: Uint8Array, quote: number): number {
  const counts = new Map(DELIMITERS.map((byte) => [byte, 0]));
  let quoted = false;
  for (const byte of bytes) {
    if (byte === quote) quoted = !quoted;
    else if (!quoted && counts.has(byte)) counts.set(byte, counts.get(byte)! + 1);
  }
  let best = DELIMITERS[0]!;
  for (const [byte, count] of counts) if (count > counts.get(best)!) best = byte;
  return best;
}

/**
 * Counts the values of the lines after the header that are in the window, up to five whole ones, with the delimiter that gives
 * most of them.
 */
export function fieldCounts(
  window: ByteWindow,
  from: number,
  delimiters: readonly number[] = DELIMITERS,
  quote = 0x22,
): readonly number[] {
  const { data, end } = window;
  let best: readonly number[] = [];
  for (const delimiter of delimiters) {
    const counts: number[] = [];
    let at = from;
    while (counts.length < LINES) {
      const stop = data.indexOf(LF, at);
      if (stop >= end || stop === -1) break;
      const record = parseRecords(data.subarray(at, stop + 1), delimiter, quote)?.[0];
      if (record !== undefined) counts.push(record.length);
      at = stop + 1;
    }
    if ((counts[0] ?? 0) > (best[0] ?? 0)) best = counts;
  }
  return best;
}
