import { type ParquetScan, parquetScan } from 'hyparquet';
import type { BlockReader, ChosenColumns } from './block-reader.js';
import type { ByteSource } from './bytes/byte-source.js';
import { StreamError } from './errors.js';
import { ObjectRows } from './object-rows.js';
import type { RowBlock } from './row-block.js';

/** Rows that are unpacked at once, where the file's page index lets a part of a row group be read. */
const SLICE_ROWS = 16_384;

/** Random access to the bytes of a Parquet file. */
export type ParquetBytes = {
  readonly name: string;
  readonly byteLength: number;
  slice(start: number, end: number): Promise<Uint8Array>;
  readonly codecs: NonNullable<ByteSource['codecs']>;
};

type Slice = {
  readonly start: number;
  readonly end: number;
  readonly columns: readonly ArrayLike<unknown>[];
};

/**
 * Reads Parquet row by row. A row group, or 16384 rows of it where the file has an index of pages, is unpacked at a
 * time, so memory is bounded by the columns that are used of the largest row group.
 */
export class ParquetReader implements BlockReader {
  readonly #name: string;
  readonly #scan: ParquetScan;
  readonly #rowCount: number;
  readonly #rows: ObjectRows = new ObjectRows();
  #names: readonly string[];
  #slice: Slice = { start: 0, end: 0, columns: [] };
  #row = 0;

  private constructor(name: string, scan: ParquetScan) {
    this.#name = name;
    this.#scan = scan;
    this.#rowCount = scan.ranges.reduce((last, range) => Math.max(last, range.rowEnd), 0);
    this.#names = topLevelColumns(scan);
  }

  /**
   * Reads the footer of a Parquet file.
   *
   * @throws StreamError `FORMAT` where it is damaged.
   */
  static async open(bytes: ParquetBytes): Promise<ParquetReader> {
    const { name, byteLength, codecs } = bytes;
    const file = {
      byteLength,
      slice: async (start: number, end: number = byteLength): Promise<ArrayBuffer> => {
        if (!(start >= 0 && end >= start && end <= byteLength))
          throw new Error(`it refers to bytes ${start} to ${end}, it has ${byteLength}`);
        const part = await bytes.slice(start, end);
        if (part.length !== end - start) throw new Error(`bytes ${start} to ${end} could not be read`);
        return part.buffer.slice(part.byteOffset, part.byteOffset + part.length) as ArrayBuffer;
      },
    };
    try {
      const scan = await parquetScan({ file, compressors: codecs });
      checkSizes(scan, byteLength);
      return new ParquetReader(name, scan);
    } catch (cause) {
      throw damaged(name, cause);
    }
  }

  get unchosen(): ReadonlySet<string> {
    return this.#rows.unchosen;
  }

  choose(columns: ChosenColumns): void {
    this.#rows.choose(columns);
    const wanted = [...columns.keys()];
    this.#names = this.#names.filter((name) =>
      wanted.some((column) => column === name || column.startsWith(`${name}.`)),
    );
    this.#slice = { start: 0, end: 0, columns: [] };
  }

  async seek(offset: number): Promise<void> {
    if (offset > this.#rowCount)
      throw new StreamError(
        'POSITION',
        `${this.#name} has ${this.#rowCount} rows, ${offset} were seen before`,
      );
    this.#row = offset;
  }

  async next(block: RowBlock): Promise<boolean> {
    this.#rows.start(block);
    if (this.#row >= this.#rowCount) return false;
    try {
      if (this.#row < this.#slice.start || this.#row >= this.#slice.end) await this.#load();
    } catch (cause) {
      throw damaged(this.#name, cause);
    }
    const { start, end, columns } = this.#slice;
    while (block.size < block.capacity && this.#row < end) {
      const object: Record<string, unknown> = {};
      for (const [index, name] of this.#names.entries()) object[name] = columns[index]![this.#row - start];
      const row = block.size;
      const fault = this.#rows.put(block, object);
      if (fault !== undefined) block.faults.set(row, fault);
      this.#row += 1;
      block.lines[row] = this.#row;
      block.nextLines[row] = this.#row + 1;
      block.ends[row] = this.#row;
      block.size = row + 1;
    }
    this.#rows.finish(block);
    return true;
  }

  async close(): Promise<void> {}

  async #load(): Promise<void> {
    const group = this.#scan.ranges.find(
      ({ rowStart, rowEnd }) => this.#row >= rowStart && this.#row < rowEnd,
    );
    if (group === undefined) throw new Error(`no row group holds row ${this.#row}`);
    const indexed = this.#scan.metadata.row_groups.every((rowGroup) =>
      rowGroup.columns.every((column) => column.offset_index_offset !== undefined),
    );
    const rowStart = indexed ? this.#row : group.rowStart;
    const rowEnd = indexed ? Math.min(group.rowEnd, rowStart + SLICE_ROWS) : group.rowEnd;
    const columns: ArrayLike<unknown>[] = [];
    for (const column of this.#names) {
      const data = await this.#scan.readColumn({ column, rowStart, rowEnd });
      if (data.length !== rowEnd - rowStart)
        throw new Error(`column "${column}" has ${data.length} values for ${rowEnd - rowStart} rows`);
      columns.push(data);
    }
    this.#slice = { start: rowStart, end: rowEnd, columns };
  }
}

function topLevelColumns({ metadata }: ParquetScan): readonly string[] {
  const names = new Set<string>();
  for (const group of metadata.row_groups)
    for (const column of group.columns) {
      const name = column.meta_data?.path_in_schema[0];
      if (name !== undefined) names.add(name);
    }
  return [...names];
}

/** Refuses sizes that no file of this length can have, before anything is allocated for them. */
function checkSizes({ metadata }: ParquetScan, byteLength: number): void {
  // Run-length coding packs at most 2^31 equal values into some bytes, so the length bounds nothing exactly; a row
  // group of more than 2^27 rows, though, is written by nobody.
  for (const group of metadata.row_groups) {
    const rows = Number(group.num_rows);
    if (!(rows >= 0 && rows <= 2 ** 27)) throw new Error(`a row group claims ${rows} rows`);
    for (const { meta_data: column } of group.columns) {
      if (column === undefined) continue;
      const size = Number(column.total_compressed_size);
      if (!(size >= 0 && size <= byteLength))
        throw new Error(`a column claims ${size} bytes of ${byteLength}`);
    }
  }
}

function damaged(name: string, cause: unknown): StreamError {
  if (StreamError.is(cause)) return cause;
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new StreamError('FORMAT', `${name} is Parquet that cannot be read: ${reason}`, {
    cause,
    place: { source: name },
  });
}
