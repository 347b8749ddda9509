import { CELL, RowBlock } from '../blocks/row-block.js';
import { RawRowWriter } from '../encode/raw-row-writer.js';
import { readVocabulary } from '../encode/read-vocabulary.js';
import type { LabelColumns } from '../encode/target-writer.js';
import type { Vocabulary } from '../encode/vocabulary.js';
import type { ObjectRows } from '../objects/object-rows.js';
import type { TableSchema } from '../schema/schema.js';
import { StreamError } from '../stream-error.js';
import { createTableBatch, type TableBatch } from '../table/table-batch.js';
import { ColumnGrowth, type GrowthOptions } from './column-growth.js';
import { Labels, type LabelWord } from './labels.js';
import {
  checkAgainstSchema,
  checkRowWriterOptions,
  emptySchema,
  growthOptions,
  objectRows,
  type RowWriterOptions,
} from './row-writer-options.js';
import { FORMAT, type RowWriterState, readRowWriterState, type SavedRowWriter } from './row-writer-state.js';
import { WordCounts } from './word-counts.js';
import type { WriteOptions, WriteResult } from './write-result.js';

/**
 * Writes objects, one at a time as they come, as the raw rows that `TableReader` reads from files, and decides from the
 * values what the columns are. A column, a category or a class may appear at any time, and a first guess that is
 * contradicted widens; columns are only ever appended, so rows that were written before stay valid: they are missing in
 * what is new.
 *
 * @example
 * ```ts
 * const writer = new RowWriter({ target: 'fraud' });
 * let rows = writer.createBatch(1);
 * while (writer.write({ amount: 12, fraud: false }, rows) === 'grown') rows = writer.createBatch(1);
 * ```
 */
export class RowWriter {
  readonly #options: RowWriterOptions;
  readonly #names: readonly string[];
  readonly #growthOptions: GrowthOptions;
  readonly #labels: Labels;
  readonly #counts: WordCounts;
  readonly #objects: ObjectRows;
  readonly #block: RowBlock = new RowBlock(1);
  #schema: TableSchema;
  #raw: RawRowWriter;
  #growth: ColumnGrowth;
  #revision = 0;
  #rows = 0;

  /**
   * @throws StreamError `OPTION` if an option is unknown or outside its range, or contradicts the schema; `STATE` if
   *   `vocabulary` is not one.
   */
  constructor(options: RowWriterOptions);
  constructor(options: RowWriterOptions, saved?: SavedRowWriter) {
    const names = checkRowWriterOptions(options);
    const given = saved?.schema ?? options.schema;
    if (given !== undefined) checkAgainstSchema(options, names, given);
    const vocabulary = saved?.vocabulary ?? readVocabulary(options.vocabulary);
    this.#options = options;
    this.#names = names;
    this.#labels = new Labels(
      names,
      options.task,
      given && { targets: given.targets, classCount: vocabulary.classes.length },
    );
    this.#schema = given ?? emptySchema(options, this.#labels.targets);
    this.#growthOptions = growthOptions(options, names, this.#schema.domainColumn);
    this.#objects = objectRows(saved?.fields ?? names, this.#schema);
    this.#counts = saved?.counts ?? new WordCounts();
    if (saved !== undefined) {
      this.#labels.restore(saved.labels, saved.schema.targets);
      this.#revision = saved.revision;
      this.#rows = saved.rows;
    }
    this.#raw = this.#createRaw(vocabulary);
    this.#growth = this.#createGrowth();
  }

  /**
   * Restores a writer from its `state()`.
   *
   * @param options - those that the writer was made with; `schema` and `vocabulary` are the state's.
   * @throws StreamError `STATE` if it is not the state of a row writer for these options; `OPTION`.
   */
  static from(state: RowWriterState, options: RowWriterOptions): RowWriter {
    const saved = readRowWriterState(state);
    const names = checkRowWriterOptions(options);
    if (names.some((name, at) => saved.fields[at] !== name))
      throw new StreamError(
        'STATE',
        `this is the state of a row writer for other targets, wanted one for ${names.join(', ')}`,
      );
    const Restored: new (options: RowWriterOptions, saved: SavedRowWriter) => RowWriter = RowWriter;
    return new Restored(options, saved);
  }

  /** Returns the schema, the words and the labels met so far. */
  state(): RowWriterState {
    return {
      ...FORMAT.header,
      schema: JSON.stringify(this.#schema),
      vocabulary: this.vocabulary,
      fields: JSON.stringify(this.#objects.fields),
      revision: this.#revision,
      rows: this.#rows,
      labels: this.#labels.state(),
      ...this.#counts.state(),
    };
  }

  /** The current schema: the same object until it grows. */
  get schema(): TableSchema {
    return this.#schema;
  }

  /** One more whenever the schema has grown, a task has widened, or both. */
  get revision(): number {
    return this.#revision;
  }

  get rawWidth(): number {
    return this.#raw.width;
  }

  /** Rows that were written and remembered. */
  get rows(): number {
    return this.#rows;
  }

  /** Whether the task is known: given, or decided by a label. Before, the schema's `regression` is a stand-in. */
  get taskKnown(): boolean {
    return this.#labels.known;
  }

  /** The classes met so far, in the order of their indices. */
  get classes(): readonly string[] {
    return this.#raw.targets.classes;
  }

  get classCount(): number {
    return this.#raw.targets.classCount;
  }

  /** The domains met so far, in the order of their indices. */
  get domains(): readonly string[] {
    return this.#schema.domainColumn === null ? ['table'] : this.#raw.domains;
  }

  /** JSON of the words met so far: with the schema, what a `TableReader` needs to read a file in the same way. */
  get vocabulary(): string {
    return JSON.stringify(this.#raw.vocabulary());
  }

  /** Allocates a batch of `capacity` rows that `write` can fill, until the schema grows. */
  createBatch(capacity: number): TableBatch {
    return createTableBatch(capacity, this.rawWidth, this.#names.length);
  }

  /**
   * Writes an object at `batch.size`, without moving on. A label in it may be missing: its target is then NaN.
   *
   * @returns `'grown'` if the schema had to grow first: nothing was written, make a new batch and write again; a fault if
   *   the value is not an object, is nested more than 16 deep, or contradicts a type or task that the options give.
   * @throws StreamError `SHAPE` if the batch is full, or not as wide as the schema is now.
   */
  write(row: unknown, batch: TableBatch, options?: WriteOptions): WriteResult {
    const { shape } = batch.inputs;
    if (
      shape[1] !== this.#raw.width ||
      batch.size >= shape[0]! ||
      batch.targets.shape[1] !== this.#names.length
    )
      throw new StreamError(
        'SHAPE',
        `row ${batch.size + 1} of a batch of [${shape}] with [${batch.targets.shape}] targets, wanted room and [rows, ${this.#raw.width}] with [rows, ${this.#names.length}]: make a new batch when the schema has grown`,
      );
    const remember = options?.remember ?? true;
    const block = this.#block;
    this.#objects.adds = remember;
    this.#objects.start(block);
    const fault = this.#objects.put(block, row);
    this.#objects.finish(block);
    if (fault !== undefined) return fault;
    if (!remember) return this.#writeOnly(batch);
    const columns = this.#growth.needs(block);
    if (typeof columns === 'object') return columns;
    const labels = this.#labels.needs(block.columns);
    if (typeof labels === 'object') return labels;
    if (columns || labels) {
      this.#grow(columns, labels);
      return 'grown';
    }
    block.lines[0] = this.#rows + 1;
    this.#raw.remember = true;
    this.#labels.normalize(block.columns[0]!, this.#raw.targets);
    const bad = this.#raw.write(block, 0, batch);
    if (bad !== undefined) return bad;
    this.#growth.count(block);
    this.#labels.update(block.columns, this.#raw.targets.classCount);
    this.#rows += 1;
    return 'written';
  }

  /**
   * Writes the label of a row that was written before it was known.
   *
   * @param value - with several targets, an object with a value for each that is known.
   * @param at - the row of the batch.
   * @returns `'grown'` if the task had to widen first: nothing was written, write again; a fault if it cannot be used.
   * @throws StreamError `SHAPE` if the batch has no such row.
   */
  label(value: unknown, batch: LabelColumns, at: number): WriteResult {
    const { shape } = batch.targets;
    const count = this.#names.length;
    if (shape[1] !== count || !(at >= 0 && at < shape[0]!))
      throw new StreamError('SHAPE', `row ${at} of targets of [${shape}], wanted a row of [rows, ${count}]`);
    const block = this.#block;
    this.#objects.adds = false;
    this.#objects.start(block);
    const [name] = this.#names;
    const fault = count === 1 ? this.#objects.cell(block, name!, value) : this.#objects.put(block, value);
    if (fault !== undefined) return fault;
    this.#raw.map(block);
    const need = this.#labels.needs(block.columns);
    if (typeof need === 'object') return need;
    if (need) {
      this.#grow(false, true);
      return 'grown';
    }
    this.#raw.remember = true;
    this.#labels.normalize(block.columns[0]!, this.#raw.targets);
    const bad = this.#raw.targets.write(block, 0, batch, at);
    if (bad !== undefined) return bad;
    this.#labels.update(block.columns, this.#raw.targets.classCount);
    return 'written';
  }

  /**
   * Maps a raw target (`batch.targets`) that was written before the task became `class` to the index of its class; the
   * target itself if it is valid as it is: after yes/no became classes, for instance.
   */
  classOf(target: number): number {
    return this.#labels.classOf(target);
  }

  /**
   * Returns a truth as the user would say it, in the JavaScript type of the labels: false, 0 or "no" for 0 of a yes/no
   * target, the class for an index; undefined where it is NaN or there is no such class.
   *
   * @param truth - as in `batch.truths`.
   */
  labelOf(truth: number, target = 0): LabelWord {
    return this.#labels.labelOf(truth, target, (index) => this.#raw.targets.nameOf(index));
  }

  /** Writes the row in the block with what is known, and remembers nothing of it. */
  #writeOnly(batch: TableBatch): WriteResult {
    const block = this.#block;
    if (this.#labels.needs(block.columns) !== false)
      for (let at = 0; at < this.#names.length; at += 1) block.columns[at]!.kinds[0] = CELL.missing;
    block.lines[0] = 0;
    this.#raw.remember = false;
    this.#labels.normalize(block.columns[0]!, this.#raw.targets);
    return this.#raw.write(block, 0, batch) ?? 'written';
  }

  #grow(columns: boolean, labels: boolean): void {
    const [block, schema] = [this.#block, this.#schema];
    let vocabulary = this.#raw.vocabulary();
    if (labels) {
      this.#labels.grow(block.columns);
      if (this.#labels.task === 'class') vocabulary = { ...vocabulary, classes: this.#labels.firstClasses };
    }
    const missing = this.#rows > 0 || schema.columns.length > 0;
    this.#schema = {
      ...schema,
      columns: columns ? [...schema.columns, ...this.#growth.appended(block, missing)] : schema.columns,
      ...(columns ? { appendedFrom: schema.appendedFrom ?? schema.columns.length } : {}),
      targets: this.#labels.targets,
    };
    this.#revision += 1;
    this.#raw = this.#createRaw(vocabulary);
    this.#growth = this.#createGrowth();
  }

  #createRaw(vocabulary: Vocabulary): RawRowWriter {
    return new RawRowWriter(this.#schema, vocabulary, {
      maxClasses: this.#options.maxClasses ?? 1000,
      remember: true,
      unlabelled: true,
      lenient: true,
    });
  }

  #createGrowth(): ColumnGrowth {
    return new ColumnGrowth(this.#schema, this.#raw.partsOf, this.#counts, this.#growthOptions);
  }
}
