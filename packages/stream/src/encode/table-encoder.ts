import { createBatch, type OptionNames, StateFormat } from '@graph/core';
import { check } from '../check.js';
import type { TableSchema } from '../schema/schema.js';
import { StreamError } from '../stream-error.js';
import { encodeTargets } from './encode-targets.js';
import type { EncodedBatch, RawRows } from './encoded-batch.js';
import { type InputPlan, type InputStep, planInputs } from './input-plan.js';
import { isGrowth } from './is-growth.js';
import { isWild } from './moments/is-wild.js';
import { makeMoments } from './moments/make-moments.js';
import type { Moments } from './moments/moments.js';
import { wildCountsOf } from './moments/wild-counts-of.js';
import type {
  ColumnStatistics,
  TableEncoderOptions,
  TableEncoderState,
  WildCounts,
} from './table-encoder-options.js';

/** Deviations beyond which an input of a robust encoder reads as missing. */
const WILD_INPUT = 1000;

const FORMAT = new StateFormat('table-encoder', 1, StreamError);
const OPTION_NAMES: OptionNames<TableEncoderOptions> = { clip: true, robust: true };

/**
 * Makes network inputs of raw rows: numbers standardised with running statistics, categories one-hot, missing values
 * as 0 with an indicator. `encode` changes nothing; `learn` moves the statistics. So a row can be predicted with what
 * was known before it, and remembered rows are encoded with what is known now.
 */
export class TableEncoder {
  #schema: TableSchema;
  #plan: InputPlan;
  #moments: Moments;
  readonly #clip: number;
  readonly #robust: boolean;
  /** 1 / deviation, 0 where that is 0; kept so that `encode` neither divides nor takes roots. */
  #factors: Float64Array;

  /**
   * @param schema - `TableReader.schema` or `RowWriter.schema`.
   * @throws StreamError `OPTION` if `clip` is not over 0, or an option is unknown.
   */
  constructor(schema: TableSchema, options: TableEncoderOptions = {}) {
    check.names('TableEncoder', options, OPTION_NAMES);
    const clip = options.clip ?? 8;
    check.number('clip', clip, { above: 0 });
    this.#schema = schema;
    this.#plan = planInputs(schema);
    this.#robust = options.robust ?? false;
    check.flag('robust', this.#robust);
    this.#moments = makeMoments(this.#plan.moments + schema.targets.length, this.#robust);
    this.#factors = new Float64Array(this.#plan.moments + schema.targets.length);
    this.#clip = clip;
  }

  /**
   * Restores an encoder from its `state()`, for the same schema.
   *
   * @throws StreamError `STATE` if it is not the state of an encoder of this schema.
   */
  static from(
    state: TableEncoderState,
    schema: TableSchema,
    options: TableEncoderOptions = {},
  ): TableEncoder {
    const reader = FORMAT.read(state);
    const encoder = new TableEncoder(schema, options);
    encoder.#moments.read(reader);
    encoder.#refresh();
    return encoder;
  }

  /** Returns a copy of the running statistics. */
  state(): TableEncoderState {
    return { ...FORMAT.header, ...this.#moments.state() };
  }

  get schema(): TableSchema {
    return this.#schema;
  }

  /**
   * Takes a schema that has grown: columns appended, a task widened. All inputs stay at their places, those of appended
   * columns come after them; known statistics are kept, new ones start empty. `inputWidth` and `outputWidth` may be wider
   * afterwards, so batches must be created anew.
   *
   * @throws StreamError `SCHEMA` if it is not the schema before with columns appended; nothing has changed then.
   */
  grow(schema: TableSchema): void {
    if (!isGrowth(this.#schema, schema))
      throw new StreamError(
        'SCHEMA',
        'this schema is not that of the encoder with columns appended: make another encoder for it',
      );
    const plan = planInputs(schema);
    const moments = makeMoments(plan.moments + schema.targets.length, this.#robust);
    moments.copy(this.#moments, 0, 0, this.#plan.moments);
    // The targets' come last, whatever was appended.
    moments.copy(this.#moments, this.#plan.moments, plan.moments, schema.targets.length);
    this.#schema = schema;
    this.#plan = plan;
    this.#moments = moments;
    this.#factors = new Float64Array(plan.moments + schema.targets.length);
    this.#refresh();
  }

  get inputWidth(): number {
    return this.#plan.inputNames.length;
  }

  /** What each input is. */
  get inputNames(): readonly string[] {
    return this.#plan.inputNames;
  }

  /**
   * The number of outputs a network needs: one per target, or one per class, at least two.
   *
   * @param classCount - the classes known so far (`TableReader.classCount`); it grows.
   */
  outputWidth(classCount: number): number {
    return this.#schema.targets[0]?.task === 'class' ? Math.max(2, classCount) : this.#schema.targets.length;
  }

  /** Allocates a batch that `encode` can fill. */
  createBatch(capacity: number, classCount: number): EncodedBatch {
    return {
      ...createBatch(capacity, this.inputWidth, this.outputWidth(classCount)),
      domains: new Uint16Array(capacity),
    };
  }

  /**
   * Encodes all rows with the statistics as they are; `encoded` holds them, and only them, afterwards. A class beyond
   * the width of `encoded.targets` leaves all of its row 0.
   *
   * @throws StreamError `SHAPE` where the widths are not those of this schema or the capacity is too small.
   */
  encode(rows: RawRows, encoded: EncodedBatch): void {
    const { steps, rawWidth } = this.#plan;
    const width = this.inputWidth;
    const { size } = rows;
    if (
      rows.inputs.shape[1] !== rawWidth ||
      encoded.inputs.shape[1] !== width ||
      encoded.inputs.shape[0]! < size
    )
      throw new StreamError(
        'SHAPE',
        `rows are [${size}, ${rows.inputs.shape[1]}] into [${encoded.inputs.shape}], wanted [rows, ${rawWidth}] into [at least rows, ${width}]`,
      );
    const out = encoded.inputs.data;
    out.fill(0, 0, size * width);
    for (const step of steps) {
      if (step.kind === 'scaled') this.#encodeScaled(step, rows.inputs.data, out, size);
      else if (step.kind === 'oneHot') this.#encodeOneHot(step, rows.inputs.data, out, size);
      else this.#encodeCopied(step, rows.inputs.data, out, size);
    }
    encodeTargets(rows, encoded, {
      targets: this.#schema.targets,
      moments: this.#moments,
      first: this.#plan.moments,
      clip: this.#robust ? this.#clip : Number.POSITIVE_INFINITY,
    });
    const { domains } = rows;
    if (domains === undefined) encoded.domains.fill(0, 0, size);
    else for (let row = 0; row < size; row += 1) encoded.domains[row] = domains[row] as number;
    encoded.size = size;
  }

  /** Moves the running statistics by all rows, in their order. */
  learn(rows: RawRows): void {
    const { steps, rawWidth, moments: inputs } = this.#plan;
    const { targets } = this.#schema;
    const raw = rows.inputs.data;
    for (const step of steps) {
      if (step.kind !== 'scaled') continue;
      for (let row = 0; row < rows.size; row += 1) {
        const value = raw[row * rawWidth + step.raw] as number;
        if (!Number.isNaN(value)) this.#moments.add(step.moments, value);
      }
    }
    for (let target = 0; target < targets.length; target += 1) {
      if (targets[target]!.task !== 'regression') continue;
      for (let row = 0; row < rows.size; row += 1) {
        const value = rows.targets.data[row * targets.length + target] as number;
        if (!Number.isNaN(value)) this.#moments.add(inputs + target, value);
      }
    }
    this.#refresh();
  }

  /**
   * Turns a network's output for a number target back into the user's unit.
   *
   * @param output - standardised, as the network gives it.
   * @param target - which target, from 0.
   */
  toUnit(output: number, target = 0): number {
    const { origin, scale } = this.#schema.targets[target]!;
    const at = this.#plan.moments + target;
    return (output * this.#moments.deviation(at) + this.#moments.mean(at)) / scale + origin;
  }

  /**
   * Tells whether a row's target is so far away, by what is known now, that it should be predicted and not learned; always
   * false of an encoder that is not robust. Ask again whenever a row is rehearsed: what was usual may prove wild.
   */
  isWild(rows: RawRows, row: number): boolean {
    const { targets } = this.#schema;
    return targets.some((_, at) => this.isWildTarget(rows.targets.data[row * targets.length + at]!, at));
  }

  /** The same of one target's value, as it is in raw rows. */
  isWildTarget(value: number, target = 0): boolean {
    const isNumber = this.#schema.targets[target]!.task === 'regression';
    return this.#robust && isNumber && isWild(this.#moments, this.#plan.moments + target, value);
  }

  /**
   * What is known of a standardised column, in the unit of raw rows.
   *
   * @param column - its place among those columns; targets come after the last.
   */
  statisticsOf(column: number): ColumnStatistics {
    return {
      mean: this.#moments.mean(column),
      deviation: this.#moments.deviation(column),
      sentinel: this.#moments.sentinel(column),
    };
  }

  /** What was done about wild values, of each column and target that had some. */
  wildCounts(): readonly WildCounts[] {
    return wildCountsOf(this.#plan, this.#schema, this.#moments);
  }

  #encodeScaled(step: ScaledStep, raw: Float32Array, out: Float32Array, size: number): void {
    const rawWidth = this.#plan.rawWidth;
    const width = this.inputWidth;
    const mean = this.#moments.mean(step.moments);
    const limit = this.#robust ? WILD_INPUT : Number.POSITIVE_INFINITY;
    const sentinel = this.#moments.sentinel(step.moments);
    const factor = this.#factors[step.moments] as number;
    const clip = this.#clip;
    const { copied } = step;
    let from = step.raw;
    let to = step.input;
    for (let row = 0; row < size; row += 1, from += rawWidth, to += width) {
      const value = raw[from] as number;
      const scaled = (value - mean) * factor;
      // NaN where it is missing.
      if (!(Math.abs(scaled) <= limit) || value === sentinel) {
        if (step.indicator >= 0) out[row * width + step.indicator] = 1;
        continue;
      }
      out[to] = Math.max(-clip, Math.min(clip, scaled));
      for (let index = 1; index <= copied; index += 1) out[to + index] = raw[from + index] as number;
    }
  }

  #encodeOneHot(step: OneHotStep, raw: Float32Array, out: Float32Array, size: number): void {
    const { rawWidth, unexpected } = this.#plan;
    const width = this.inputWidth;
    for (let row = 0; row < size; row += 1) {
      const value = raw[row * rawWidth + step.raw] as number;
      if (Number.isNaN(value)) {
        if (step.indicator >= 0) out[row * width + step.indicator] = 1;
      } else if (value >= 0 && value < step.width) out[row * width + step.input + value] = 1;
      else out[row * width + unexpected] = 1;
    }
  }

  #encodeCopied(step: CopiedStep, raw: Float32Array, out: Float32Array, size: number): void {
    const clip = this.#clip;
    const rawWidth = this.#plan.rawWidth;
    const width = this.inputWidth;
    for (let row = 0; row < size; row += 1) {
      const from = row * rawWidth + step.raw;
      const to = row * width + step.input;
      if (Number.isNaN(raw[from])) {
        if (step.indicator >= 0) out[row * width + step.indicator] = 1;
      } else
        for (let index = 0; index < step.width; index += 1)
          out[to + index] = Math.max(-clip, Math.min(clip, raw[from + index] as number));
    }
  }

  #refresh(): void {
    for (let column = 0; column < this.#factors.length; column += 1) {
      const deviation = this.#moments.deviation(column);
      this.#factors[column] = deviation > 0 ? 1 / deviation : 0;
    }
  }
}

type ScaledStep = Extract<InputStep, { kind: 'scaled' }>;
type OneHotStep = Extract<InputStep, { kind: 'oneHot' }>;
type CopiedStep = Extract<InputStep, { kind: 'copied' }>;
