import { type ColumnMetaData, snappyUncompress } from 'hyparquet';
import { parquetHeader } from 'hyparquet/src/column.js';
import type { ByteSource } from '../bytes/byte-source.js';
import { checkDelta } from './check-delta.js';
import { checkRuns } from './check-runs.js';

/** How deep a column's values can be missing and repeated. */
export type Levels = { readonly definition: number; readonly repetition: number };

type Codecs = NonNullable<ByteSource['codecs']>;
type Page = ReturnType<typeof parquetHeader>;

/** No writer makes pages beyond this (1 MiB is usual). */
const MAX_PAGE_BYTES = 1 << 28;

/**
 * Checks the pages of one column chunk before they are decoded: sizes, counts, and the lengths of runs. The decoder
 * trusts them, so on damaged data it could fill memory or never end; what passes here ends. It costs unpacking each
 * page twice.
 *
 * @param chunk - all bytes of the column chunk.
 * @param rows - rows of the row group.
 * @throws Error that says what is wrong.
 */
export function checkChunk(
  chunk: Uint8Array,
  column: ColumnMetaData,
  rows: number,
  levels: Levels,
  codecs: Codecs,
): void {
  const view = new DataView(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  const reader = { view, offset: 0 };
  let values = 0;
  while (reader.offset < chunk.length - 1) {
    const header = parquetHeader(reader);
    const size = header.compressed_page_size;
    const unpacked = header.uncompressed_page_size;
    if (!(size >= 0 && reader.offset + size <= chunk.length)) throw new Error(`a page of ${size} bytes`);
    if (!(unpacked >= 0 && unpacked <= MAX_PAGE_BYTES))
      throw new Error(`a page of ${unpacked} unpacked bytes`);
    const bytes = chunk.subarray(reader.offset, reader.offset + size);
    reader.offset += size;
    values += checkPage(bytes, header, column, rows, levels, codecs);
    if (levels.repetition === 0 && values > rows) throw new Error(`${values} values for ${rows} rows`);
  }
  if (levels.repetition === 0 && values !== rows) throw new Error(`${values} values for ${rows} rows`);
}

function checkPage(
  bytes: Uint8Array,
  header: Page,
  column: ColumnMetaData,
  rows: number,
  levels: Levels,
  codecs: Codecs,
): number {
  const unpacked = header.uncompressed_page_size;
  const dictionary = header.dictionary_page_header;
  if (header.type === 'DICTIONARY_PAGE') {
    const count = dictionary?.num_values;
    // The shortest value takes a bit.
    if (!(count !== undefined && count >= 0 && count <= unpacked * 8))
      throw new Error(`a dictionary of ${count} values`);
    unpack(bytes, unpacked, column, codecs);
    return 0;
  }
  const first = header.data_page_header;
  const second = header.data_page_header_v2;
  const page = header.type === 'DATA_PAGE' ? first : header.type === 'DATA_PAGE_V2' ? second : undefined;
  if (page === undefined) throw new Error(`a page of the kind ${header.type}`);
  const count = page.num_values;
  const most = levels.repetition === 0 ? rows : Math.max(rows, bytes.length * 512);
  if (!(count >= 0 && count <= most)) throw new Error(`a page of ${count} values for ${rows} rows`);
  if (page === second) {
    const repetitions = second.repetition_levels_byte_length;
    const definitions = second.definition_levels_byte_length;
    if (
      !(repetitions >= 0 && definitions >= 0 && repetitions + definitions <= Math.min(bytes.length, unpacked))
    )
      throw new Error(`levels of ${repetitions} and ${definitions} bytes`);
    if (
      !(second.num_nulls >= 0 && second.num_nulls <= count && second.num_rows >= 0 && second.num_rows <= rows)
    )
      throw new Error(`${second.num_nulls} missing values of ${count}, ${second.num_rows} rows of ${rows}`);
    if (levels.repetition > 0) checkRuns(bytes, 0, bits(levels.repetition), count, 0);
    if (levels.definition > 0) checkRuns(bytes, repetitions, bits(levels.definition), count, 0);
    const packed = bytes.subarray(repetitions + definitions);
    const size = unpacked - repetitions - definitions;
    const data = second.is_compressed === false ? packed : unpack(packed, size, column, codecs);
    checkValues(data, 0, second.encoding, column, count - second.num_nulls);
    return count;
  }
  const data = unpack(bytes, unpacked, column, codecs);
  let at = 0;
  let present = count;
  for (const level of [levels.repetition, levels.definition]) {
    if (level === 0) continue;
    const length = uint32(data, at);
    if (at + 4 + length > data.length) throw new Error(`levels of ${length} bytes`);
    present = checkRuns(data.subarray(0, at + 4 + length), at + 4, bits(level), count, level);
    at += 4 + length;
  }
  if (levels.definition === 0) present = count;
  checkValues(data, at, page.encoding, column, present);
  return count;
}

function checkValues(
  data: Uint8Array,
  start: number,
  encoding: string | undefined,
  column: ColumnMetaData,
  count: number,
): void {
  if (encoding === 'RLE') {
    checkRuns(data, start + 4, 1, count, 0);
  } else if (encoding === 'PLAIN_DICTIONARY' || encoding === 'RLE_DICTIONARY') {
    if (column.type === 'BOOLEAN') checkRuns(data, start + 4, 1, count, 0);
    else checkRuns(data, start + 1, data[start] ?? 0, count, 0);
  } else if (encoding === 'DELTA_BINARY_PACKED' || encoding === 'DELTA_LENGTH_BYTE_ARRAY') {
    checkDelta(data, start, count);
  } else if (encoding === 'DELTA_BYTE_ARRAY') {
    checkDelta(data, checkDelta(data, start, count), count);
  }
}

function unpack(bytes: Uint8Array, size: number, column: ColumnMetaData, codecs: Codecs): Uint8Array {
  const { codec } = column;
  if (codec === 'UNCOMPRESSED') return bytes;
  if (codec === 'SNAPPY') {
    // Three bytes of Snappy make 64 at most.
    if (size > bytes.length * 22 + 64) throw new Error(`${bytes.length} bytes said to unpack to ${size}`);
    const unpacked = new Uint8Array(size);
    snappyUncompress(bytes, unpacked);
    return unpacked;
  }
  const unpacker = codecs[codec as keyof Codecs];
  if (unpacker === undefined) {
    const known = ['UNCOMPRESSED', 'SNAPPY', ...Object.keys(codecs)].join(', ');
    throw new Error(`its codec ${codec} cannot be unpacked here, only ${known}`);
  }
  const unpacked = unpacker(bytes, size);
  if (unpacked.length !== size) throw new Error(`a page of ${unpacked.length} bytes said to be ${size}`);
  return unpacked;
}

function bits(level: number): number {
  return 32 - Math.clz32(level);
}

function uint32(data: Uint8Array, at: number): number {
  if (at + 4 > data.length) throw new Error('levels that end early');
  return new DataView(data.buffer, data.byteOffset).getUint32(at, true);
}
