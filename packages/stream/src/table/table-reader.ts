import type { SourcePosition } from '../blocks/block-reader.js';
import { type OpenedBlocks, openBlocks, type TableSource } from '../blocks/open-blocks.js';
import { RowBlock, type RowFault } from '../blocks/row-block.js';
import { RawRowWriter } from '../encode/raw-row-writer.js';
import { readVocabulary } from '../encode/read-vocabulary.js';
import type { Vocabulary } from '../encode/vocabulary.js';
import { inferSchema } from '../schema/infer-schema.js';
import type { TableSchema } from '../schema/schema.js';
import { StreamError } from '../stream-error.js';
import { badRow, checkRows } from './bad-row.js';
import { checkOptions } from './check-options.js';
import { createTableBatch, type TableBatch } from './table-batch.js';
import type { TableOptions } from './table-options.js';
import { FORMAT, readState, type TableReaderState } from './table-reader-state.js';

const BLOCK_ROWS = 512;

/**
 * Reads a table row by row, once, in constant memory, into raw batches. Its position is state: a reader made from
 * it gives the rows that come next, exactly.
 */
export class TableReader {
  readonly schema: TableSchema;
  readonly #options: TableOptions;
  readonly #sources: readonly TableSource[];
  readonly #writer: RawRowWriter;
  #opened: OpenedBlocks;
  #ended: boolean;
  readonly #blocks: RowBlock = new RowBlock(BLOCK_ROWS);
  #block: RowBlock;
  #row = 0;
  #position: SourcePosition;
  #rows = 0;
  #badRows = 0;

  private constructor(
    sources: readonly TableSource[],
    schema: TableSchema,
    vocabulary: Vocabulary,
    options: TableOptions,
    start: {
      opened: OpenedBlocks;
      ended: boolean;
      peeked: RowBlock | undefined;
      position: SourcePosition;
    },
  ) {
    this.schema = schema;
    this.#sources = sources;
    this.#options = options;
    this.#writer = new RawRowWriter(schema, vocabulary, {
      maxClasses: options.maxClasses ?? 1000,
      remember: options.learning ?? true,
    });
    this.#opened = start.opened;
    this.#ended = start.ended;
    this.#position = start.position;
    // The rows that were looked at are the first to be given.
    this.#block = start.peeked ?? this.#blocks;
    this.#choose();
  }

  /**
   * Opens a table at its start and infers its schema from the first rows, which are then given like all others.
   *
   * @throws StreamError `EMPTY` without rows, `COLUMN` for one that is not there, `OPTION`, `FORMAT`, `SOURCE`.
   */
  static async open(
    source: TableSource | readonly TableSource[],
    options: TableOptions = {},
  ): Promise<TableReader> {
    checkOptions(options);
    const sources = listOf(source);
    const opened = await openBlocks(sources[0]!, options, undefined);
    let { schema } = options;
    let ended = false;
    let peeked: RowBlock | undefined;
    if (schema === undefined) {
      const wanted = options.inferRows ?? 500;
      // Exactly so many: what is inferred must not depend on how many bytes came at once.
      peeked = new RowBlock(wanted);
      while (peeked.size < wanted && !ended) ended = !(await opened.reader.next(peeked));
      checkRows(peeked, options, sources[0]!.name);
      schema = inferSchema(peeked, options, sources[0]!.name);
    }
    const position = { source: 0, offset: 0, line: 1 };
    const words = readVocabulary(options.vocabulary);
    return new TableReader(sources, schema, words, options, { opened, ended, peeked, position });
  }

  /**
   * Resumes where `state()` was taken: `sources` are the same bytes again, under whatever name. A plain file is opened
   * in the middle; a gzipped one and standard input are read from their start, and what was seen is passed over.
   *
   * @throws StreamError `STATE` if `state` is not that of a table reader; `POSITION` where the sources do not reach, or are others.
   */
  static async from(
    state: TableReaderState,
    source: TableSource | readonly TableSource[],
    options: TableOptions = {},
  ): Promise<TableReader> {
    checkOptions(options);
    const sources = listOf(source);
    const { schema, vocabulary, position, head, rows, badRows } = readState(state);
    const at = sources[position.source];
    if (at === undefined)
      throw new StreamError(
        'POSITION',
        `the position is in source ${position.source + 1}, only ${sources.length} given`,
      );
    const opened = await openBlocks(at, options, { ...position, head });
    const start = { opened, ended: false, peeked: undefined, position };
    const table = new TableReader(sources, schema, vocabulary, options, start);
    table.#rows = rows;
    table.#badRows = badRows;
    return table;
  }

  /** Returns the position of the reader, and the words it has met. */
  state(): TableReaderState {
    return {
      ...FORMAT.header,
      ...this.#position,
      headLength: this.#opened.head.length,
      headHash: this.#opened.head.hash,
      rows: this.#rows,
      badRows: this.#badRows,
      schema: JSON.stringify(this.schema),
      vocabulary: JSON.stringify(this.#writer.vocabulary()),
    };
  }

  /** The position of the row that comes next. */
  get position(): SourcePosition {
    return this.#position;
  }

  /** Rows given so far, since the start of the first source. */
  get rows(): number {
    return this.#rows;
  }

  /** Bad rows passed over so far. */
  get badRows(): number {
    return this.#badRows;
  }

  get rawWidth(): number {
    return this.#writer.width;
  }

  /** The classes met so far, in the order of their indices; grows while rows are read. */
  get classes(): readonly string[] {
    return this.#writer.targets.classes;
  }

  get classCount(): number {
    return this.#writer.targets.classCount;
  }

  /** The domains met so far, in the order of their indices. */
  get domains(): readonly string[] {
    return this.schema.domainColumn === null ? ['table'] : this.#writer.domains;
  }

  /** Columns of the current source that are not learned from: excluded, or appeared after the schema was made. */
  get unusedColumns(): readonly string[] {
    return [...this.#opened.reader.unchosen];
  }

  /** Allocates a batch that `read` can fill. */
  createBatch(capacity: number): TableBatch {
    return createTableBatch(capacity, this.rawWidth, this.schema.targets.length);
  }

  /**
   * Appends the next rows at `batch.size`, at most `count` and at most what there is room for.
   *
   * @returns how many; 0 only at the end of the last source.
   * @throws StreamError `BAD_ROW` or `RECORD_TOO_LONG` where bad rows are to stop the run, with the rows before it in
   *   the batch and the state just before the bad one; `FORMAT`; `SOURCE`.
   */
  async read(batch: TableBatch, count: number): Promise<number> {
    const first = batch.size;
    const last = Math.min(first + count, batch.inputs.shape[0]!);
    for (;;) {
      this.#take(batch, last);
      if (batch.size >= last || !(await this.#nextBlock())) return batch.size - first;
    }
  }

  /** Closes the source. */
  async close(): Promise<void> {
    if (!this.#ended) await this.#opened.reader.close();
    this.#ended = true;
  }

  /** Writes rows of the current block until the batch or the block ends. */
  #take(batch: TableBatch, last: number): void {
    const block = this.#block;
    const first = this.#row;
    let row = first;
    try {
      while (batch.size < last && row < block.size) {
        const fault = block.faults.get(row) ?? this.#writer.write(block, row, batch);
        if (fault !== undefined) this.#bad(fault, block.lines[row]!);
        else {
          batch.size += 1;
          this.#rows += 1;
        }
        row += 1;
      }
    } finally {
      // A bad row that stops the run is the one that comes next; those before it were given.
      if (row > first) {
        this.#row = row;
        const { source } = this.#position;
        this.#position = { source, offset: block.ends[row - 1]!, line: block.nextLines[row - 1]! };
      }
    }
  }

  #bad(fault: RowFault, line: number): void {
    const { name } = this.#sources[this.#position.source]!;
    if (this.#options.onBadRow !== 'skip') throw badRow(fault, name, line);
    this.#badRows += 1;
    const { message } = badRow(fault, name, line);
    this.#options.onSkip?.({ source: name, line, column: fault.column, message });
  }

  async #nextBlock(): Promise<boolean> {
    this.#row = 0;
    this.#block = this.#blocks;
    for (;;) {
      this.#block.clear();
      if (!this.#ended && (await this.#opened.reader.next(this.#block))) return true;
      await this.close();
      const source = this.#position.source + 1;
      const next = this.#sources[source];
      if (next === undefined) return false;
      this.#opened = await openBlocks(next, this.#options, undefined);
      this.#ended = false;
      this.#position = { source, offset: 0, line: 1 };
      this.#choose();
    }
  }

  #choose(): void {
    const { columns, targets, domainColumn, timeColumn } = this.schema;
    const chosen = new Map<string, 'number' | 'any'>();
    for (const name of [domainColumn, timeColumn]) if (name !== null) chosen.set(name, 'any');
    for (const { name, type, part } of columns)
      if (type !== 'ignored' && type !== 'gap')
        chosen.set(name, type === 'number' && part === undefined ? 'number' : 'any');
    for (const { name, task } of targets) chosen.set(name, task === 'class' ? 'any' : 'number');
    this.#opened.reader.choose(chosen);
  }
}

function listOf(source: TableSource | readonly TableSource[]): readonly TableSource[] {
  const sources = Array.isArray(source) ? (source as readonly TableSource[]) : [source as TableSource];
  if (sources.length === 0) throw new StreamError('OPTION', 'no source was given, wanted at least one');
  return sources;
}
