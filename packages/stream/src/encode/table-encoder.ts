import { createBatch, type OptionNames, StateFormat, type StateHeader } from '@graph/core';
import { check } from '../check.js';
import type { TableSchema } from '../schema/schema.js';
import { StreamError } from '../stream-error.js';
import type { EncodedBatch, RawRows } from './encoded-batch.js';
import { type InputPlan, type InputStep, planInputs } from './input-plan.js';
import { RunningMoments } from './running-moments.js';

/** The running statistics of an encoder: plain data, to be kept in a checkpoint. */
export type TableEncoderState = StateHeader<'table-encoder'> & {
  readonly counts: Float64Array;
  readonly means: Float64Array;
  readonly squares: Float64Array;
};

/** How values are encoded. */
export type TableEncoderOptions = {
  /** Standardised inputs are held within ± this; `Infinity` lets them all pass. @defaultValue 8 */
  readonly clip?: number;
};

const FORMAT = new StateFormat('table-encoder', 1, StreamError);
const OPTION_NAMES: OptionNames<TableEncoderOptions> = { clip: true };

/**
 * Makes network inputs of raw rows: numbers standardised with running statistics, categories one-hot, missing values
 * as 0 with an indicator. `encode` changes nothing; `learn` moves the statistics. So a row can be predicted with what
 * was known before it, and remembered rows are encoded with what is known now.
 */
export class TableEncoder {
  #schema: TableSchema;
  #plan: InputPlan;
  #moments: RunningMoments;
  readonly #clip: number;
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
    this.#moments = new RunningMoments(this.#plan.moments + schema.targets.length);
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
    const wanted = encoder.#factors.length;
    encoder.#moments.set({
      counts: reader.floats('counts', wanted),
      means: reader.floats('means', wanted),
      squares: reader.floats('squares', wanted),
    });
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
    const moments = new RunningMoments(plan.moments + schema.targets.length);
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
    this.#encodeTargets(rows, encoded);
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
    return (output * this.#moments.deviation(at) + this.#moments.means[at]!) / scale + origin;
  }

  #encodeScaled(step: ScaledStep, raw: Float32Array, out: Float32Array, size: number): void {
    const rawWidth = this.#plan.rawWidth;
    const width = this.inputWidth;
    const mean = this.#moments.means[step.moments] as number;
    const factor = this.#factors[step.moments] as number;
    const clip = this.#clip;
    const { copied } = step;
    let from = step.raw;
    let to = step.input;
    for (let row = 0; row < size; row += 1, from += rawWidth, to += width) {
      const value = raw[from] as number;
      if (Number.isNaN(value)) {
        if (step.indicator >= 0) out[row * width + step.indicator] = 1;
        continue;
      }
      const scaled = (value - mean) * factor;
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
    const rawWidth = this.#plan.rawWidth;
    const width = this.inputWidth;
    for (let row = 0; row < size; row += 1) {
      const from = row * rawWidth + step.raw;
      const to = row * width + step.input;
      if (Number.isNaN(raw[from])) {
        if (step.indicator >= 0) out[row * width + step.indicator] = 1;
      } else
        for (let index = 0; index < step.width; index += 1) out[to + index] = raw[from + index] as number;
    }
  }

  #encodeTargets(rows: RawRows, encoded: EncodedBatch): void {
    const { targets } = this.#schema;
    const count = targets.length;
    if (count === 0) return;
    const { size } = rows;
    const out = encoded.targets.data;
    const width = encoded.targets.shape[1]!;
    const values = rows.targets.data;
    if (targets[0]!.task === 'class') {
      out.fill(0, 0, size * width);
      for (let row = 0; row < size; row += 1) {
        const index = values[row] as number;
        if (index >= 0 && index < width) out[row * width + index] = 1;
      }
      return;
    }
    if (width !== count)
      throw new StreamError('SHAPE', `encoded targets are ${width} wide, this schema has ${count} targets`);
    for (let target = 0; target < count; target += 1) {
      const at = this.#plan.moments + target;
      const scaled = targets[target]!.task === 'regression';
      const mean = scaled ? (this.#moments.means[at] as number) : 0;
      const factor = scaled ? (this.#factors[at] as number) : 1;
      for (let row = 0; row < size; row += 1)
        out[row * count + target] = ((values[row * count + target] as number) - mean) * factor;
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

/** Tells whether `grown` is `schema` with columns appended: no column, no target and no name has changed. */
function isGrowth(schema: TableSchema, grown: TableSchema): boolean {
  const { columns, targets } = schema;
  return (
    grown.columns.length >= columns.length &&
    (grown.appendedFrom ?? grown.columns.length) === (schema.appendedFrom ?? columns.length) &&
    JSON.stringify(grown.columns.slice(0, columns.length)) === JSON.stringify(columns) &&
    grown.targets.length === targets.length &&
    grown.targets.every(({ name }, at) => name === targets[at]!.name)
  );
}
