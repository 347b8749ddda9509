import { type ParquetScan, parquetScan } from 'hyparquet';
import type { BlockReader, ChosenColumns } from '../blocks/block-reader.js';
import type { RowBlock } from '../blocks/row-block.js';
import { ObjectRows } from '../objects/object-rows.js';
import { StreamError } from '../stream-error.js';
import { checkChunk } from './check-chunk.js';
import { ColumnBytes, type ParquetBytes } from './column-bytes.js';
import { levelsOf } from './levels-of.js';

type Slice = {
  readonly start: number;
  readonly end: number;
  readonly columns: readonly ArrayLike<unknown>[];
};

/**
 * Reads Parquet row by row. A row group is unpacked at a time, so memory is bounded by the columns that are used of the
 * largest row group.
 */
export class ParquetReader implements BlockReader {
  readonly #name: string;
  readonly #codecs: ParquetBytes['codecs'];
  readonly #file: ColumnBytes;
  readonly #scan: ParquetScan;
  readonly #rowCount: number;
  readonly #rows: ObjectRows = new ObjectRows();
  readonly remarks: string[] = [];
  #chosen = false;
  #names: readonly string[];
  #slice: Slice = { start: 0, end: 0, columns: [] };
  #row = 0;

  private constructor(
    bytes: ParquetBytes,
    codecs: ParquetBytes['codecs'],
    file: ColumnBytes,
    scan: ParquetScan,
  ) {
    this.#name = bytes.name;
    this.#codecs = codecs;
    this.#file = file;
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
    try {
      const file = new ColumnBytes(bytes);
      const codecs: Codecs = { ...bytes.codecs };
      const scan = await parquetScan({ file, compressors: codecs, useOffsetIndex: false });
      checkSizes(scan, bytes.byteLength);
      if (codecs.ZSTD === undefined && usesZstd(scan)) codecs.ZSTD = await unzstdBlock();
      return new ParquetReader(bytes, codecs, file, scan);
    } catch (cause) {
      throw damaged(bytes.name, 'its footer', cause);
    }
  }

  get unchosen(): ReadonlySet<string> {
    return this.#rows.unchosen;
  }

  choose(columns: ChosenColumns): void {
    this.#rows.choose(columns);
    this.#chosen = true;
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
      throw damaged(this.#name, `the row group with row ${this.#row + 1}`, cause);
    }
    const { start, end, columns } = this.#slice;
    while (block.size < block.capacity && this.#row < end) {
      const object: Record<string, unknown> = Object.create(null);
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
    const { rowStart, rowEnd } = group;
    const columns: ArrayLike<unknown>[] = [];
    const readable: string[] = [];
    for (const column of this.#names) {
      try {
        columns.push(await this.#column(column, rowStart, rowEnd));
        readable.push(column);
      } catch (error) {
        // A codec or an encoding that is not known spoils its own column only, as long as nobody asked for it.
        const reason = error instanceof Error ? error.message : String(error);
        if (this.#chosen || !/unsupported|cannot be unpacked here/.test(reason)) throw error;
        this.remarks.push(`${this.#name}: column "${column}" is left out, it cannot be read: ${reason}`);
      }
    }
    this.#names = readable;
    this.#file.release();
    this.#slice = { start: rowStart, end: rowEnd, columns };
  }

  async #column(column: string, rowStart: number, rowEnd: number): Promise<ArrayLike<unknown>> {
    await this.#prepare(column, rowStart, rowEnd - rowStart);
    const data = await this.#scan.readColumn({ column, rowStart, rowEnd });
    if (data.length !== rowEnd - rowStart)
      throw new Error(`column "${column}" has ${data.length} values for ${rowEnd - rowStart} rows`);
    return data;
  }

  /** Loads and checks the bytes of a column in the row group that starts at a row. */
  async #prepare(name: string, rowStart: number, rows: number): Promise<void> {
    const { row_groups: groups, schema } = this.#scan.metadata;
    let start = 0;
    const group = groups.find(({ num_rows }) => {
      if (start === rowStart && Number(num_rows) === rows) return true;
      start += Number(num_rows);
      return false;
    });
    const chunks = (group?.columns ?? []).flatMap(({ meta_data: column }) => {
      if (column === undefined || column.path_in_schema[0] !== name) return [];
      const from = Number(column.dictionary_page_offset ?? 0n) || Number(column.data_page_offset);
      return [{ column, from, to: from + Number(column.total_compressed_size) }];
    });
    if (chunks.length === 0) throw new Error(`row ${rowStart} has no column "${name}"`);
    const from = Math.min(...chunks.map((chunk) => chunk.from));
    await this.#file.load(from, Math.max(...chunks.map((chunk) => chunk.to)));
    for (const chunk of chunks)
      checkChunk(
        new Uint8Array(this.#file.slice(chunk.from, chunk.to)),
        chunk.column,
        rows,
        levelsOf(schema, chunk.column.path_in_schema),
        this.#codecs,
      );
  }
}

type Codecs = { -readonly [Name in keyof ParquetBytes['codecs']]: ParquetBytes['codecs'][Name] };

function usesZstd({ metadata }: ParquetScan): boolean {
  return metadata.row_groups.some((group) =>
    group.columns.some(({ meta_data: column }) => column?.codec === 'ZSTD'),
  );
}

/** What unpacks Zstandard where the platform cannot. Loaded where it is needed only. */
async function unzstdBlock(): Promise<NonNullable<Codecs['ZSTD']>> {
  const { decompress } = await import('fzstd');
  return (packed, length) => {
    const bytes = decompress(packed, new Uint8Array(length));
    if (bytes.length !== length) throw new Error(`a page unpacks to ${bytes.length} bytes, not to ${length}`);
    return bytes;
  };
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

/** What an engine, or a library that trusts its input, says of what it did not expect. */
const NO_REASON = /\b(?:undefined|NaN|null)\b|\[object/;

/** @param what - is read, such as `its footer`. */
function damaged(name: string, what: string, cause: unknown): StreamError {
  if (StreamError.is(cause)) return cause;
  const reason = cause instanceof Error && cause.name === 'Error' ? cause.message : '';
  const said =
    NO_REASON.test(reason) || reason === '' ? `${what} is damaged; fetch or write the file again` : reason;
  return new StreamError('FORMAT', `${name} is Parquet that cannot be read: ${said}`, {
    cause,
    place: { source: name },
  });
}
