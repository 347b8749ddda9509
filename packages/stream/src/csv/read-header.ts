import type { ByteWindow } from '../bytes/byte-window.js';
import { notUtf8 } from '../bytes/find-encoding.js';
import { StreamError } from '../stream-error.js';
import { toNfc } from '../values/to-nfc.js';
import type { CsvOptions } from './csv-options.js';
import { discoverDelimiter, fieldCounts } from './discover-delimiter.js';
import { parseRecords } from './parse-records.js';
import { recordEnd } from './record-end.js';

const LF = 0x0a;
const CR = 0x0d;
const MAX_COLUMNS = 4096;

/** What stands before the rows of a CSV text. */
export type CsvHeader = {
  /** The names of the columns; unnamed and repeated ones made distinct. */
  readonly fields: readonly string[];
  readonly delimiter: number;
  /** The line that comes next. */
  readonly line: number;
};

/**
 * Reads what stands before the rows: lines that are to be passed over, Excel's `sep=;`, and the header record.
 *
 * @param quote - the byte that quotes, -1 for none.
 * @throws StreamError `EMPTY` where there is no header; `RECORD_TOO_LONG`; `FORMAT`.
 */
export async function readHeader(
  window: ByteWindow,
  name: string,
  options: CsvOptions,
  quote: number,
): Promise<CsvHeader> {
  let line = await passOver(window, name, options);
  let given = options.delimiter?.charCodeAt(0);
  const separator = await excelSeparator(window);
  if (separator !== undefined) {
    given ??= separator;
    line += 1;
  }
  const place = { source: name, line };
  const fail = (code: 'FORMAT' | 'EMPTY' | 'RECORD_TOO_LONG', message: string): StreamError =>
    new StreamError(code, `${name}${message}`, { place });
  let end = -1;
  for (;;) {
    line += passBlank(window);
    // A delimiter takes no part in where a record ends, except after a closing quote, where any of them will do.
    if (window.length > 0) end = headerEnd(window, given, quote);
    if (end !== -1 || window.ended) break;
    if (window.length > options.maxRecordBytes) break;
    await window.more();
  }
  if (window.length === 0) throw fail('EMPTY', ' is empty, wanted a header line and rows');
  const whole = window.data.subarray(window.start, end === -1 ? window.end : end);
  // Only at the end, or after a megabyte, can it be told that there is no LF at all.
  if (whole.includes(CR) && !whole.includes(LF) && (end === window.end || end === -1))
    throw fail(
      'FORMAT',
      ' ends its lines with CR alone, as old Macs did, wanted LF or CRLF: convert it first, with mac2unix or tr "\\r" "\\n"',
    );
  if (end === -1 && !window.ended)
    throw fail(
      'RECORD_TOO_LONG',
      `: the header line is longer than ${options.maxRecordBytes} bytes: is this a CSV file?`,
    );
  if (end === -1) throw fail('FORMAT', ': the header opens a quote that is never closed');
  const bytes = whole;
  const delimiter = given ?? discoverDelimiter(bytes, quote);
  const cells = parseRecords(bytes, delimiter, quote)?.[0];
  if (cells === undefined) throw fail('FORMAT', ': the header line cannot be read');
  const invalid = notUtf8(bytes);
  if (invalid !== -1)
    throw fail(
      'FORMAT',
      ` line ${line}: byte 0x${bytes[invalid]!.toString(16).toUpperCase()} in the header is not UTF-8; --encoding says what it is`,
    );
  if (cells.length > MAX_COLUMNS)
    throw fail('FORMAT', ` has ${cells.length} columns, at most ${MAX_COLUMNS} can be read`);
  if (options.header === false)
    return { fields: cells.map((_, index) => `column ${index + 1}`), delimiter, line };
  await checkAgainstRows(window, end, { cells, delimiter, quote, isGiven: given !== undefined }, fail);
  for (const byte of bytes) if (byte === LF) line += 1;
  if (bytes[bytes.length - 1] !== LF) line += 1;
  window.start = end;
  return { fields: distinct(cells.map((cell) => toNfc(cell.trim()))), delimiter, line };
}

/** Passes over the lines that the user does not want, and comments before the header. Returns the line that comes next. */
async function passOver(
  window: ByteWindow,
  name: string,
  { skipLines = 0, comment }: CsvOptions,
): Promise<number> {
  let line = 1;
  const mark = comment?.charCodeAt(0);
  while (
    line <= skipLines ||
    (mark !== undefined && (await window.fill(1)) && window.data[window.start] === mark)
  ) {
    let stop = window.data.indexOf(LF, window.start);
    while (stop >= window.end && !window.ended) {
      await window.more();
      stop = window.data.indexOf(LF, window.start);
    }
    if (stop >= window.end)
      throw new StreamError('EMPTY', `${name} has nothing after the ${line} lines that are passed over`, {
        place: { source: name, line },
      });
    window.start = stop + 1;
    line += 1;
  }
  return line;
}

/** Excel's first line `sep=;` names the delimiter. */
async function excelSeparator(window: ByteWindow): Promise<number | undefined> {
  await window.fill(16);
  const { data, start, end } = window;
  const text = String.fromCharCode(...data.subarray(start, Math.min(end, start + 16)));
  const found = /^"?sep=([^\r\n])"?(\r?\n|$)/i.exec(text);
  if (found === null) return undefined;
  window.start = Math.min(start + found[0].length, end);
  return found[1]!.charCodeAt(0);
}

function passBlank(window: ByteWindow): number {
  let lines = 0;
  const { data } = window;
  while (
    window.length > 0 &&
    (data[window.start] === LF || (data[window.start] === CR && data[window.start + 1] === LF))
  ) {
    window.start += data[window.start] === LF ? 1 : 2;
    lines += 1;
  }
  return lines;
}

function headerEnd(window: ByteWindow, delimiter: number | undefined, quote: number): number {
  const { data, start, end, ended } = window;
  for (const candidate of delimiter === undefined ? [0x2c, 0x3b, 0x09, 0x7c] : [delimiter]) {
    const found = recordEnd(data, start, end, ended, candidate, quote);
    if (found !== -1) return found;
  }
  return -1;
}

/** A first line that all further ones contradict is a title, or what R's write.table writes. */
async function checkAgainstRows(
  window: ByteWindow,
  end: number,
  header: {
    readonly cells: readonly string[];
    readonly delimiter: number;
    readonly quote: number;
    readonly isGiven: boolean;
  },
  fail: (code: 'FORMAT', message: string) => StreamError,
): Promise<void> {
  const names = header.cells.length;
  const { delimiter, quote, isGiven } = header;
  // A title holds no delimiter of the rows; where the header has some, a comma in the rows may be that of decimals.
  const counts = fieldCounts(window, end, isGiven || names > 1 ? [delimiter] : undefined, quote);
  const [first] = counts;
  if (counts.length < 2 || first === undefined || counts.some((count) => count !== first)) return;
  const shown = JSON.stringify(header.cells[0]!.slice(0, 60));
  if (names === 1 && first > 2)
    throw fail(
      'FORMAT',
      `: the first line, ${shown}, is a title and not the header (the next lines have ${first} values): pass over it with --skip-lines 1, or as many lines as it has`,
    );
  if (names > 1 && first === names + 1)
    throw fail(
      'FORMAT',
      `: the header names ${names} columns and each row has ${first} values, as R's write.table writes it with row names: write it with row.names = FALSE, or read it with --skip-lines 1 --no-header`,
    );
}

function distinct(names: readonly string[]): readonly string[] {
  const seen = new Set<string>();
  return names.map((given, index) => {
    const name = given.length === 0 ? `column ${index + 1}` : given;
    let unique = name;
    for (let copy = 2; seen.has(unique); copy += 1) unique = `${name} (${copy})`;
    seen.add(unique);
    return unique;
  });
}
