import type { SourcePosition } from '../blocks/block-reader.js';
import { type OpenedBlocks, openBlocks, type TableSource } from '../blocks/open-blocks.js';
import { RowBlock, type RowFault } from '../blocks/row-block.js';
import { RawRowWriter } from '../encode/raw-row-writer.js';
import { readVocabulary } from '../encode/read-vocabulary.js';
import type { Vocabulary } from '../encode/vocabulary.js';
import type { TableSchema } from '../schema/schema.js';
import { StreamError } from '../stream-error.js';
import { badRow } from './bad-row.js';
import { checkHeader } from './check-header.js';
import { checkOptions } from './check-options.js';
import { chosenColumns } from './chosen-columns.js';
import { GrowingSchema } from './growing-schema.js';
import { chooseSchema } from './peek-rows.js';
import { isUnlabelled, RowWatch, type Watched } from './row-watch.js';
import { sourcesOf } from './sources-of.js';
import { checkWidth, createTableBatch, type TableBatch } from './table-batch.js';
import type { TableOptions } from './table-options.js';
import { FORMAT, readState, type TableReaderState } from './table-reader-state.js';

const BLOCK_ROWS = 512;

/**
 * Reads a table row by row, once, in constant memory, into raw batches. Its position is state: one made from it reads on, exactly.
 */
export class TableReader {
  readonly #options: TableOptions;
  readonly #sources: readonly TableSource[];
  readonly #watch: RowWatch;
  readonly #schema: GrowingSchema;
  #writer: RawRowWriter;
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
      watched?: Watched;
    },
  ) {
    this.#schema = new GrowingSchema(schema, options);
    this.#sources = sources;
    this.#options = options;
    this.#watch = new RowWatch(options.onNotice, schema.timeColumn, start.watched);
    this.#writer = this.#createWriter(vocabulary);
    this.#watch.say(start.opened.remark);
    this.#opened = start.opened;
    this.#ended = start.ended;
    this.#position = start.position;
    // The rows that were looked at are the first to be given.
    this.#block = start.peeked ?? this.#blocks;
    this.#choose();
    if (start.peeked !== undefined) this.#opened.reader.rewrite?.(start.peeked);
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
    const sources = sourcesOf(source);
    const opened = await openBlocks(sources[0]!, options, undefined);
    const { schema, ended, peeked } = await chooseSchema(opened, sources, options);
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
    const sources = sourcesOf(source);
    const { schema, vocabulary, position, head, rows, badRows, watched } = readState(state);
    const at = sources[position.source];
    if (at === undefined)
      throw new StreamError(
        'POSITION',
        `the position is in source ${position.source + 1}, only ${sources.length} given`,
      );
    const opened = await openBlocks(at, options, { ...position, head });
    const start = { opened, ended: false, peeked: undefined, position, watched };
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
      watched: JSON.stringify(this.#watch.state()),
      schema: JSON.stringify(this.schema),
      vocabulary: JSON.stringify(this.#writer.vocabulary()),
    };
  }

  /** The current schema: the same object until it grows. */
  get schema(): TableSchema {
    return this.#schema.current;
  }

  /** One more whenever the schema has grown since this reader was made; only with `onContradiction: 'widen'`. */
  get revision(): number {
    return this.#schema.revision;
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

  /** Rows without a label that were passed over so far: there is nothing to learn from them. */
  get unlabelledRows(): number {
    return this.#watch.unlabelled;
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
   * With `onContradiction: 'widen'` it stops before a row that contradicts the schema, which has then grown: `revision` tells.
   * Make the batch anew (its width is another), follow with `TableEncoder.grow`, and read on.
   *
   * @returns how many; 0 only at the end of the last source, or where the schema has grown.
   * @throws StreamError `BAD_ROW` or `RECORD_TOO_LONG` where bad rows are to stop the run, with the rows before it in
   *   the batch and the state just before the bad one; `FORMAT`; `SOURCE`.
   */
  async read(batch: TableBatch, count: number): Promise<number> {
    const first = batch.size;
    const last = Math.min(first + count, batch.inputs.shape[0]!);
    checkWidth(batch, this.rawWidth);
    for (;;) {
      if (!this.#take(batch, last) || batch.size >= last || !(await this.#nextBlock()))
        return batch.size - first;
    }
  }

  /** Closes the source. */
  async close(): Promise<void> {
    if (!this.#ended) await this.#opened.reader.close();
    this.#ended = true;
  }

  /** Writes rows of the current block until the batch or the block ends; false where the schema had to grow first. */
  #take(batch: TableBatch, last: number): boolean {
    const block = this.#block;
    const first = this.#row;
    const { targets, timeColumn } = this.schema;
    const isLearning = this.#options.learning ?? true;
    const hasEmpty = this.#schema.empty.size > 0;
    let row = first;
    try {
      while (batch.size < last && row < block.size) {
        if (hasEmpty && this.#widen(this.#schema.awakened(block, row), block, row)) return false;
        const fault = block.faults.get(row) ?? this.#writer.write(block, row, batch);
        if (fault !== undefined) {
          if (this.#widen(fault.column, block, row)) return false;
          this.#bad(fault, block.lines[row]!);
        } else if (isLearning && isUnlabelled(batch))
          this.#watch.updateUnlabelled(this.#name, block.lines[row]!, targets[0]!.name);
        else {
          if (timeColumn !== null)
            this.#watch.updateTime(batch.times[batch.size]!, this.#name, block.lines[row]!);
          batch.size += 1;
          this.#rows += 1;
        }
        row += 1;
      }
      return true;
    } finally {
      // A bad row that stops the run is the one that comes next; those before it were given.
      if (row > first) {
        this.#row = row;
        const [offset, line] = [block.ends[row - 1]!, block.nextLines[row - 1]!];
        this.#position = { ...this.#position, offset, line };
      }
    }
  }

  get #name(): string {
    return this.#sources[this.#position.source]!.name;
  }

  #widen(column: string | undefined, block: RowBlock, row: number): boolean {
    if (column === undefined || !this.#schema.widen(column, block, row, this.#name)) return false;
    this.#writer = this.#createWriter(this.#writer.vocabulary());
    this.#choose();
    return true;
  }

  #createWriter(vocabulary: Vocabulary): RawRowWriter {
    return new RawRowWriter(this.schema, vocabulary, {
      maxClasses: this.#options.maxClasses ?? 1000,
      remember: this.#options.learning ?? true,
      unlabelled: true,
    });
  }

  #bad(fault: RowFault, line: number): void {
    const error = badRow(fault, this.#name, line);
    if (this.#options.onBadRow !== 'skip') throw error;
    this.#badRows += 1;
    this.#options.onSkip?.({ source: this.#name, line, column: fault.column, message: error.message });
  }

  async #nextBlock(): Promise<boolean> {
    this.#row = 0;
    this.#block = this.#blocks;
    for (;;) {
      this.#block.clear();
      if (!this.#ended && (await this.#opened.reader.next(this.#block))) return true;
      for (const remark of this.#opened.reader.remarks ?? []) this.#watch.say(remark);
      await this.close();
      const source = this.#position.source + 1;
      const next = this.#sources[source];
      if (next === undefined) return false;
      this.#opened = await openBlocks(next, this.#options, undefined);
      this.#watch.say(this.#opened.remark);
      this.#ended = false;
      this.#position = { source, offset: 0, line: 1 };
      this.#choose();
    }
  }

  #choose(): void {
    checkHeader(this.#opened.reader.header, this.schema, this.#name, this.#options.learning ?? true);
    const { columns, features } = chosenColumns(this.schema, this.#schema.empty);
    this.#opened.reader.choose(columns, features);
  }
}
