import type { ByteWindow } from '../bytes/byte-window.js';
import { StreamError } from '../stream-error.js';
import type { CsvOptions } from './csv-options.js';
import { parseRecords } from './parse-records.js';
import { recordEnd } from './record-end.js';

const LF = 0x0a;
const CR = 0x0d;
const DELIMITERS = [',', ';', '\t', '|'];
const MAX_COLUMNS = 4096;

/** Reads the header record: the names of the columns (unnamed and repeated ones made distinct) and the delimiter. */
export async function readHeader(
  window: ByteWindow,
  name: string,
  options: CsvOptions,
): Promise<{ fields: readonly string[]; delimiter: number; line: number }> {
  const place = { source: name, line: 1 };
  let line = 1;
  let end = -1;
  for (;;) {
    while (
      window.data[window.start] === LF ||
      (window.data[window.start] === CR && window.data[window.start + 1] === LF)
    ) {
      if (window.length === 0) break;
      window.start += window.data[window.start] === LF ? 1 : 2;
      line += 1;
    }
    // A delimiter takes no part in where a record ends, except after a closing quote, where any of them will do.
    if (window.length > 0) end = headerEnd(window, options.delimiter);
    if (end !== -1 || window.ended) break;
    if (window.length > options.maxRecordBytes)
      throw new StreamError(
        'RECORD_TOO_LONG',
        `${name}: the header line is longer than ${options.maxRecordBytes} bytes: is this a CSV file?`,
        { place },
      );
    await window.more();
  }
  if (window.length === 0)
    throw new StreamError('EMPTY', `${name} is empty, wanted a header line and rows`, { place });
  if (end === -1)
    throw new StreamError('FORMAT', `${name}: the header opens a quote that is never closed`, { place });
  const bytes = window.data.subarray(window.start, end);
  const delimiter = options.delimiter?.charCodeAt(0) ?? discover(bytes);
  const cells = parseRecords(bytes, delimiter)?.[0];
  if (cells === undefined)
    throw new StreamError('FORMAT', `${name}: the header line cannot be read`, { place });
  if (cells.length > MAX_COLUMNS)
    throw new StreamError(
      'FORMAT',
      `${name} has ${cells.length} columns, at most ${MAX_COLUMNS} can be read`,
      { place },
    );
  if (bytes.includes(CR) && !bytes.includes(LF) && window.length === bytes.length)
    throw new StreamError(
      'FORMAT',
      `${name} ends its lines with CR alone, wanted LF or CRLF: convert it first`,
      {
        place,
      },
    );
  for (const byte of bytes) if (byte === LF) line += 1;
  if (bytes[bytes.length - 1] !== LF) line += 1;
  window.start = end;
  return { fields: distinct(cells.map((cell) => cell.trim())), delimiter, line };
}

function headerEnd(window: ByteWindow, delimiter: string | undefined): number {
  const { data, start, end, ended } = window;
  for (const candidate of delimiter === undefined ? DELIMITERS : [delimiter]) {
    const found = recordEnd(data, start, end, ended, candidate.charCodeAt(0));
    if (found !== -1) return found;
  }
  return -1;
}

/** The delimiter that the header has most of, outside quotes. */
function discover(bytes: Uint8Array): number {
  const counts = new Map(DELIMITERS.map((character) => [character.charCodeAt(0), 0]));
  let quoted = false;
  for (const byte of bytes) {
    if (byte === 0x22) quoted = !quoted;
    else if (!quoted && counts.has(byte)) counts.set(byte, counts.get(byte)! + 1);
  }
  let best = DELIMITERS[0]!.charCodeAt(0);
  for (const [byte, count] of counts) if (count > counts.get(best)!) best = byte;
  return best;
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
