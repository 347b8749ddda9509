import { CELL, type Cells } from '../blocks/row-block.js';
import { decodeText } from '../bytes/decode-text.js';
import { notUtf8 } from '../bytes/find-encoding.js';
import { parseNumber } from '../values/parse-number.js';

const LF = 0x0a;
const CR = 0x0d;
const POINT = 0x2e;
const MINUS = 0x2d;
const ZERO = 0x30;
/** Powers of ten that a double holds exactly. */
const TEN = Array.from({ length: 16 }, (_, power) => Number(`1e${power}`));

/**
 * What `cutRecord` found: where the next record starts, how many fields this one had, and where a byte is that is not UTF-8, or
 * -1.
 */
export type Cut = { next: number; fields: number; invalidAt: number };

/**
 * Cuts one CSV record into cells, numbers straight from their bytes: the fast path, about three times csv-parse. Fields
 * may be quoted if no quote and no line's end is inside the quotes. A number of at most 15 digits without an
 * exponent is digits / 10^k of two exact doubles, so the quotient is correctly rounded (Clinger 1990) and equals
 * `Number(text)`; every other one goes through `Number`.
 *
 * @param data - `data[end]` is a line feed.
 * @param ended - nothing comes after `end`.
 * @param quote - the byte that quotes, -1 for none.
 * @param numeric - for each column, 1 where only numbers are of use.
 * @param cut - on success, where the next record starts and the number of fields, also beyond the columns.
 * @returns false where the record is not all there, or needs csv-parse; cells written are then void.
 */
export function cutRecord(
  data: Uint8Array,
  start: number,
  end: number,
  ended: boolean,
  delimiter: number,
  quote: number,
  numeric: Uint8Array,
  columns: readonly Cells[],
  row: number,
  cut: Cut,
): boolean {
  let at = start;
  let field = 0;
  cut.invalidAt = -1;
  for (;;) {
    const fieldStart = at;
    let byte = data[at] as number;
    const cells = columns[field];
    let done = false;
    if (byte === quote) {
      at = closingQuote(data, at, end, delimiter, quote);
      if (at === -1) return false;
      if (cells !== undefined) readText(data, fieldStart + 1, at, numeric[field] === 1, cells, row, cut);
      byte = data[++at] as number;
      if (byte === CR) byte = data[++at] as number;
      done = true;
    } else if (numeric[field] === 1 && cells !== undefined) {
      const negative = byte === MINUS;
      if (negative) byte = data[++at] as number;
      const digitsStart = at;
      let digits = 0;
      while (byte >= ZERO && byte <= 0x39) {
        digits = digits * 10 + (byte - ZERO);
        byte = data[++at] as number;
      }
      let count = at - digitsStart;
      let decimals = 0;
      if (byte === POINT) {
        const pointAt = at;
        byte = data[++at] as number;
        while (byte >= ZERO && byte <= 0x39) {
          digits = digits * 10 + (byte - ZERO);
          byte = data[++at] as number;
        }
        decimals = at - pointAt - 1;
        count += decimals;
      }
      if (byte === CR && at + 1 < end && data[at + 1] === LF) byte = data[++at] as number;
      if (count > 0 && count <= 15 && (byte === delimiter || byte === LF)) {
        const size = decimals === 0 ? digits : digits / (TEN[decimals] as number);
        cells.kinds[row] = CELL.number;
        cells.numbers[row] = negative ? -size : size;
        done = true;
      }
    }
    if (!done) {
      while (byte !== delimiter && byte !== LF) byte = data[++at] as number;
      if (cells !== undefined) {
        const fieldEnd = byte === LF && at < end && at > fieldStart && data[at - 1] === CR ? at - 1 : at;
        readText(data, fieldStart, fieldEnd, numeric[field] === 1, cells, row, cut);
      }
    }
    field += 1;
    if (at >= end) {
      if (!ended) return false;
      cut.next = end;
      break;
    }
    at += 1;
    if (byte === LF) {
      cut.next = at;
      break;
    }
  }
  cut.fields = field;
  return true;
}

/**
 * Finds the quote that closes a field, if nothing in it needs more than copying: no quotes in it, on one line, and a
 * delimiter or the line's end right after it. Otherwise -1.
 */
function closingQuote(
  data: Uint8Array,
  start: number,
  end: number,
  delimiter: number,
  quote: number,
): number {
  let at = start + 1;
  let byte = data[at];
  while (byte !== quote && byte !== LF) byte = data[++at];
  if (byte === LF || at >= end) return -1;
  const next = data[at + 1];
  const ends = next === delimiter || next === LF || (next === CR && at + 2 < end && data[at + 2] === LF);
  return ends ? at : -1;
}

function readText(
  data: Uint8Array,
  start: number,
  end: number,
  numeric: boolean,
  cells: Cells,
  row: number,
  cut: Cut,
): void {
  if (start === end) {
    cells.kinds[row] = CELL.missing;
    return;
  }
  const text = decodeText(data, start, end);
  const number = numeric ? parseNumber(text) : Number.NaN;
  if (Number.isNaN(number)) {
    cells.kinds[row] = CELL.text;
    cells.texts[row] = text;
    // The character that stands for what cannot be decoded; it may also be in the text itself.
    if (text.includes('\uFFFD')) {
      const invalid = notUtf8(data, start, end);
      if (invalid !== -1) cut.invalidAt = invalid;
    }
  } else {
    cells.kinds[row] = CELL.number;
    cells.numbers[row] = number;
  }
}
