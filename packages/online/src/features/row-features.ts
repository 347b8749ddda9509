import { createBatch, type StateReader, type StateTree } from '@graph/core';
import { type EncodedBatch, type RawRows, TableEncoder, type TableEncoderState } from '@graph/stream';
import { ROBUST, type TableWords } from '../table/table-codec.js';
import { type PlannedColumn, planColumns } from './column-plan.js';
import { ColumnQuantiles } from './column-quantiles.js';
import { LabelLags, LagEncoding } from './label-lags.js';
import { planQuantiles, type QuantileColumn } from './quantile-plan.js';

/** Rows that are encoded in one go. */
const STAGED = 128;
/** The statistics are refreshed when there are so many times as many rows as at the last time. */
const GROWTH = 1.2;
/** Standardised numbers are held within this. */
const CLIP = 8;

/** The kinds of inputs, in the order in which an encoded row has them: see {@link RowFeatures}. */
export const BLOCKS = ['base', 'pieces', 'lags'] as const;
export type Block = (typeof BLOCKS)[number];

/** How inputs that were standardised with earlier statistics become those of now: times a scale, plus a shift. */
export type Rescaling = { readonly scale: Float64Array; readonly shift: Float64Array };

/**
 * The one place where a row is encoded for all experts: what a `TableEncoder` makes of it (the base), pieces of running quantiles of
 * each number, and the labels that had arrived before it. The statistics stay as they are between refreshes, at row
 * counts that grow by a fifth each time, so that encoded rows can be kept.
 */
export class RowFeatures {
  readonly #words: TableWords;
  /** Moves with every row. */
  #running: TableEncoder;
  /** What rows are encoded with. */
  #frozen: TableEncoder;
  readonly #quantiles: ColumnQuantiles;
  #columns: readonly PlannedColumn[] = [];
  #quantileColumns: readonly QuantileColumn[] = [];
  readonly #lagEncoding: LagEncoding;
  readonly lagWidth: number;
  /** Classes whose labels are looked back at: those of the last growth. */
  #classes: number;
  #rows: number;
  #refreshAt: number;
  #staged: RawRows & { size: number };
  #encoded: EncodedBatch;
  readonly #means: Float64Array;
  readonly #deviations: Float64Array;

  /** @param reader - of the `state()` of an earlier one of the same schema. */
  constructor(words: TableWords, seed: number, reader?: StateReader) {
    const { schema } = words;
    const { targets } = schema;
    const restored = (key: string): TableEncoder | undefined =>
      reader?.restore(key, (state: TableEncoderState) => TableEncoder.from(state, schema, ROBUST));
    this.#words = words;
    this.#running = restored('running') ?? new TableEncoder(schema, ROBUST);
    this.#frozen = restored('frozen') ?? new TableEncoder(schema, ROBUST);
    this.#lagEncoding = new LagEncoding(this.task, targets.length);
    this.lagWidth = LabelLags.width(this.task, targets.length);
    this.#classes = reader?.count('classes') ?? words.classCount;
    this.#rows = reader?.count('rows') ?? 0;
    this.#refreshAt = reader?.count('refreshAt') ?? 1;
    this.#means = new Float64Array(targets.length);
    this.#deviations = new Float64Array(targets.length);
    this.#plan(reader?.array('pieces', Int32Array));
    this.#quantiles = new ColumnQuantiles(this.#quantileColumns.length, seed, reader?.child('quantiles'));
    this.#staged = this.#stage();
    this.#encoded = this.#frozen.createBatch(STAGED, 2);
    this.#readTargets();
  }

  get task(): 'regression' | 'binary' | 'class' {
    return this.#words.schema.targets[0]!.task;
  }

  get columns(): readonly PlannedColumn[] {
    return this.#columns;
  }

  /** Inputs of each block. */
  widthOf(block: Block): number {
    if (block === 'base') return this.#frozen.inputWidth;
    if (block === 'lags')
      return LabelLags.inputs(this.task, this.#words.schema.targets.length, this.#classes);
    const last = this.#quantileColumns.at(-1);
    return last === undefined ? 0 : last.piece + last.pieces;
  }

  /** Where a block begins. */
  offsetOf(block: Block): number {
    if (block === 'base') return 0;
    return block === 'pieces' ? this.widthOf('base') : this.widthOf('base') + this.widthOf('pieces');
  }

  /** Inputs of a row. */
  get width(): number {
    return this.offsetOf('lags') + this.widthOf('lags');
  }

  /** Raw values of a row. */
  get rawWidth(): number {
    const last = this.#columns.at(-1);
    return last === undefined ? 0 : last.raw + last.rawWidth;
  }

  /** Whether an input of the base is a number that is standardised. */
  isScaled(input: number): boolean {
    return this.#columns.some((column) => column.moments >= 0 && column.input === input);
  }

  /** The part of equal frequency, of 16, that a raw value of a column is in; -1 if the column has none. */
  bin(column: number, value: number): number {
    const at = this.#quantileAt[column]!;
    return at === -1 ? -1 : this.#quantiles.bin(at, value);
  }

  /** Whether a raw value of a column is taken for one: what is far away, or stands for none, is not. */
  isValue(column: number, value: number): boolean {
    const at = this.#quantileAt[column]!;
    return at === -1 || this.#quantiles.isValue(at, value);
  }

  /** By column, which of those with quantiles it is, or -1. */
  #quantileAt: readonly number[] = [];

  /** Encodes rows that lie one after the other; changes nothing else. */
  encode(
    raw: Float32Array,
    rawFrom: number,
    lags: Float32Array,
    lagsFrom: number,
    count: number,
    out: Float32Array,
    outFrom: number,
  ): void {
    const [rawWidth, width] = [this.rawWidth, this.width];
    const [base, pieces, lagsAt] = [this.widthOf('base'), this.offsetOf('pieces'), this.offsetOf('lags')];
    const classes = this.#classes;
    for (let first = 0; first < count; first += STAGED) {
      const size = Math.min(STAGED, count - first);
      const staged = this.#staged.inputs.data;
      const from = rawFrom + first * rawWidth;
      for (let at = 0; at < size * rawWidth; at += 1) staged[at] = raw[from + at]!;
      this.#staged.size = size;
      this.#frozen.encode(this.#staged, this.#encoded);
      const { data } = this.#encoded.inputs;
      for (let row = 0; row < size; row += 1) {
        const to = outFrom + (first + row) * width;
        for (let at = 0; at < base; at += 1) out[to + at] = data[row * base + at]!;
        for (let column = 0; column < this.#quantileColumns.length; column += 1) {
          const { raw: place, piece, pieces: count } = this.#quantileColumns[column]!;
          if (count > 0)
            this.#quantiles.encode(column, staged[row * rawWidth + place]!, count, out, to + pieces + piece);
        }
        this.#lagEncoding.encode(
          lags,
          lagsFrom + (first + row) * this.lagWidth,
          out,
          to + lagsAt,
          classes,
          this.standardise,
        );
      }
    }
  }

  /** A number of a target, in the user's unit, in its standard deviations from the mean, held within ±8; 0 where it has none yet. */
  readonly standardise = (value: number, target: number): number => {
    const deviation = this.#deviations[target]!;
    return deviation === 0 ? 0 : Math.max(-CLIP, Math.min((value - this.#means[target]!) / deviation, CLIP));
  };

  /** A number of a target as it is in raw rows, in the user's unit. */
  fromRaw(value: number, target: number): number {
    const { scale, origin } = this.#words.schema.targets[target]!;
    return value / scale + origin;
  }

  /** The number that stands for a standardised one, in the user's unit. */
  toUnit(standardised: number, target: number): number {
    return standardised * this.#deviations[target]! + this.#means[target]!;
  }

  /** Tells whether a target of a remembered row, as it is in raw rows, lies so far away that it should not be learned. */
  isWild(targets: Float32Array, row: number): boolean {
    const { length } = this.#means;
    return this.#means.some((_, at) => this.#frozen.isWildTarget(targets[row * length + at]!, at));
  }

  /** A squared error of a target, in its variances; 0 where it has none yet. */
  inVariances(squared: number, target: number): number {
    const deviation = this.#deviations[target]!;
    return deviation === 0 ? 0 : squared / (deviation * deviation);
  }

  /**
   * Takes in a row, with its label.
   *
   * @returns whether the statistics should be refreshed now.
   */
  update(rows: RawRows, row: number): boolean {
    this.#rows += 1;
    const raw = rows.inputs.data;
    const rawWidth = this.rawWidth;
    const staged = this.#staged;
    for (let at = 0; at < rawWidth; at += 1) staged.inputs.data[at] = raw[row * rawWidth + at]!;
    const targets = staged.targets.shape[1]!;
    for (let at = 0; at < targets; at += 1) staged.targets.data[at] = rows.targets.data[row * targets + at]!;
    staged.size = 1;
    this.#running.learn(staged);
    for (let column = 0; column < this.#quantileColumns.length; column += 1) {
      const value = staged.inputs.data[this.#quantileColumns[column]!.raw]!;
      if (!Number.isNaN(value)) this.#quantiles.add(column, value);
    }
    return this.#rows >= this.#refreshAt;
  }

  /** Encodes with the statistics of now from here on. */
  refresh(): Rescaling {
    const [means, deviations] = [this.#means.slice(), this.#deviations.slice()];
    const before = this.#frozen;
    const after = TableEncoder.from(this.#running.state(), this.#words.schema, ROBUST);
    this.#frozen = after;
    this.#quantiles.refresh(
      this.#quantileColumns.map(({ moments: at }) => (at < 0 ? undefined : after.statisticsOf(at))),
    );
    this.#refreshAt = Math.max(this.#rows + 1, Math.ceil(this.#rows * GROWTH));
    this.#readTargets();
    const scale = new Float64Array(this.width).fill(1);
    const shift = new Float64Array(this.width);
    const set = (at: number, mean: number, deviation: number, mean2: number, deviation2: number): void => {
      if (deviation === 0 || deviation2 === 0) return;
      scale[at] = deviation / deviation2;
      shift[at] = (mean - mean2) / deviation2;
    };
    for (const { input, moments: at } of this.#columns) {
      if (at < 0) continue;
      const [old, now] = [before.statisticsOf(at), after.statisticsOf(at)];
      set(input, old.mean, old.deviation, now.mean, now.deviation);
    }
    if (this.task === 'regression') {
      const [lags, width] = [this.offsetOf('lags'), this.widthOf('lags')];
      const each = width / Math.min(means.length, 8);
      for (let at = 0; at < width; at += 1) {
        const target = Math.floor(at / each);
        set(lags + at, means[target]!, deviations[target]!, this.#means[target]!, this.#deviations[target]!);
      }
    }
    return { scale, shift };
  }

  /** Follows columns that were appended, and classes that were met. */
  grow(): void {
    const { schema, classCount } = this.#words;
    this.#classes = classCount;
    this.#running.grow(schema);
    this.#frozen.grow(schema);
    this.#plan(Int32Array.from(this.#quantileColumns, ({ pieces }) => pieces));
    this.#quantiles.widen(this.#quantileColumns.length);
    this.#staged = this.#stage();
    this.#encoded = this.#frozen.createBatch(STAGED, 2);
  }

  state(): StateTree {
    return {
      running: this.#running.state(),
      frozen: this.#frozen.state(),
      quantiles: this.#quantiles.state(),
      pieces: Int32Array.from(this.#quantileColumns, ({ pieces }) => pieces),
      classes: this.#classes,
      rows: this.#rows,
      refreshAt: this.#refreshAt,
    };
  }

  /** Lays out the columns; those that were there keep as many pieces as they had. */
  #plan(known: Int32Array | undefined): void {
    this.#columns = planColumns(this.#words.schema, this.#frozen.inputNames);
    const { quantileColumns, quantileAt } = planQuantiles(this.#columns, known);
    this.#quantileColumns = quantileColumns;
    this.#quantileAt = quantileAt;
  }

  #stage(): RawRows & { size: number } {
    return createBatch(STAGED, this.rawWidth, this.#words.schema.targets.length);
  }

  #readTargets(): void {
    if (this.task !== 'regression') return;
    for (let target = 0; target < this.#means.length; target += 1) {
      this.#means[target] = this.#frozen.toUnit(0, target);
      this.#deviations[target] = this.#frozen.toUnit(1, target) - this.#means[target]!;
    }
  }
}
