import type { ByteSource } from '../bytes/byte-source.js';
import { ByteWindow, type TextHead } from '../bytes/byte-window.js';
import { CsvReader } from '../csv/csv-reader.js';
import { JsonArrayReader } from '../jsonl/json-array-reader.js';
import { JsonlReader } from '../jsonl/jsonl-reader.js';
import type { RowSource } from '../objects/row-source.js';
import { RowSourceReader } from '../objects/row-source-reader.js';
import type { ParquetBytes } from '../parquet/column-bytes.js';
import { parseLibsvm, parseVw, sparseFormat } from '../sparse/parse-vw.js';
import { StreamError } from '../stream-error.js';
import type { BlockReader } from './block-reader.js';

/** The most that is taken into memory of a Parquet file that cannot be read at any place. */
const MAX_PARQUET_BYTES = 1 << 28;

/** The formats that can be read. */
export type TableFormat = 'csv' | 'jsonl' | 'json' | 'parquet' | 'vw' | 'libsvm';

/** How sources are read. */
export type ReadOptions = {
  /** The format; found out from the first bytes if not given. */
  readonly format?: TableFormat;
  /** CSV: the one character between values; found out from the header (`,` `;` tab or `|`) if not given. */
  readonly delimiter?: string;
  /** CSV: the one character that quotes values, or '' for none. @defaultValue '"' */
  readonly quote?: string;
  /** CSV: the one character that starts a line which is passed over. @defaultValue none */
  readonly comment?: string;
  /** CSV: lines before the header that are passed over, 0 to 10000. @defaultValue 0 */
  readonly skipLines?: number;
  /** CSV: whether the first line names the columns; else they are `column 1`, `column 2`, …. @defaultValue true */
  readonly header?: boolean;
  /** What text is encoded in, as browsers call it: `windows-1252`, `utf-16le`, …. @defaultValue by looking */
  readonly encoding?: string;
  /** The longest record, in bytes: what bounds the memory. @defaultValue 1048576 */
  readonly maxRecordBytes?: number;
};

/** What a table can be read from. */
export type TableSource = ByteSource | RowSource;

/** A source that was opened, with what identifies it. */
export type OpenedBlocks = {
  readonly reader: BlockReader;
  readonly format: TableFormat | 'rows';
  readonly head: TextHead;
  /** What was found out about the bytes that a user should know. */
  readonly remark?: string | undefined;
};

/** Where to resume in a source, and what identified it then. */
export type ResumePoint = { readonly offset: number; readonly line: number; readonly head: TextHead };

/**
 * Opens one source in its format, at its start or at a position.
 *
 * @throws StreamError `POSITION` where the source is not the one that the position is in.
 */
export async function openBlocks(
  source: TableSource,
  options: ReadOptions,
  resume: ResumePoint | undefined,
): Promise<OpenedBlocks> {
  if ('rows' in source) {
    const reader = new RowSourceReader(source);
    if (resume !== undefined) await reader.seek(resume.offset);
    return { reader, format: 'rows', head: { length: 0, hash: 0 } };
  }
  const window = await ByteWindow.open(source, options.encoding);
  if (resume !== undefined && window.head(resume.head.length).hash !== resume.head.hash)
    throw new StreamError(
      'POSITION',
      `${source.name} does not start as the data did that is to be resumed: it is another file, or it was changed`,
      { place: { source: source.name } },
    );
  const head = resume?.head ?? window.head();
  const format = options.format ?? (await formatOf(window));
  const reader = await openFormat(source, window, format, options);
  // At 0 nothing was taken yet: the header, or the byte order mark, comes first.
  if (resume !== undefined && resume.offset > 0) await reader.seek(resume.offset, resume.line);
  return { reader, format, head, remark: window.remark };
}

async function openFormat(
  source: ByteSource,
  window: ByteWindow,
  format: TableFormat,
  options: ReadOptions,
): Promise<BlockReader> {
  const maxRecordBytes = options.maxRecordBytes ?? 1 << 20;
  if (format === 'jsonl') return new JsonlReader(window, { maxRecordBytes });
  if (format === 'json') return new JsonArrayReader(window, source.name, { maxRecordBytes });
  if (format === 'vw') return new JsonlReader(window, { maxRecordBytes }, parseVw);
  if (format === 'libsvm') return new JsonlReader(window, { maxRecordBytes }, parseLibsvm);
  if (format === 'csv') {
    const { delimiter, quote, comment, skipLines, header } = options;
    const given = Object.entries({ delimiter, quote, comment, skipLines, header }).filter(
      ([, value]) => value !== undefined,
    );
    return CsvReader.open(window, source, { maxRecordBytes, ...Object.fromEntries(given) });
  }
  // Loaded where it is needed only: most tables are text.
  const { ParquetReader } = await import('../parquet/parquet-reader.js');
  return ParquetReader.open(await parquetBytes(source, window));
}

/**
 * Looks at the first bytes: `PAR1` is Parquet, an opening brace JSON Lines, a bracket a JSON array, a line of features Vowpal
 * Wabbit's or libsvm's text, anything else CSV.
 */
async function formatOf(window: ByteWindow): Promise<TableFormat> {
  await window.fill(4);
  const { data, start, end } = window;
  if (end - start >= 4 && String.fromCharCode(...data.subarray(start, start + 4)) === 'PAR1')
    return 'parquet';
  let at = start;
  while (at < end && (data[at] === 0x20 || data[at] === 0x09 || data[at] === 0x0a || data[at] === 0x0d))
    at += 1;
  if (at >= end) return 'csv';
  if (data[at] === 0x7b) return 'jsonl';
  // A bracket before anything but an object, another bracket or the end may begin the name of a column.
  if (data[at] === 0x5b) {
    let next = at + 1;
    while (next < end && data[next]! <= 0x20) next += 1;
    if (data[next] === 0x7b || data[next] === 0x5d || data[next] === 0x5b) return 'json';
  }
  const stop = data.indexOf(0x0a, at);
  const line = String.fromCharCode(...data.subarray(at, Math.min(stop === -1 ? end : stop, end, at + 4096)));
  return sparseFormat(line.trim()) ?? 'csv';
}

/** A file is read where it is needed; what can only be read from its start, or is gzipped, is taken into memory. */
async function parquetBytes(source: ByteSource, window: ByteWindow): Promise<ParquetBytes> {
  const { name, slice, byteLength, codecs = {} } = source;
  if (slice !== undefined && byteLength !== undefined && !window.packed) {
    await window.close();
    return { name, byteLength: await byteLength(), slice, codecs };
  }
  const whole = await window.rest(MAX_PARQUET_BYTES);
  if (whole === undefined)
    throw new StreamError(
      'FORMAT',
      `${name} is Parquet of more than ${MAX_PARQUET_BYTES} bytes that is gzipped or comes from a stream: give the plain file, Parquet is read from its end`,
      { place: { source: name } },
    );
  return { name, byteLength: whole.length, slice: async (start, end) => whole.subarray(start, end), codecs };
}
