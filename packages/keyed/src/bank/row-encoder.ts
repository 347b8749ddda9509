import { type BankColumn, type BankPlan, writeWord } from './bank-columns.js';
import { MOMENTS } from './column-moments.js';

/** Standardised values are held within ± this. */
const CLIP = 8;
/** Deviations beyond which an input reads as missing. */
const WILD_INPUT = 1000;
/** Deviations beyond which a target is not learned. */
const WILD_TARGET = 16;

/** What the last label is as inputs: a number as itself, no and yes as -1 and 1, a class as one of several. */
export type LagKind = 'number' | 'binary' | 'class';

/**
 * Makes inputs of raw rows, as they are remembered: raw values relative to their origins, the last label before the row, the label.
 * The statistics are those of one key.
 */
export class RowEncoder {
  readonly inputWidth: number;
  readonly #plan: BankPlan;
  readonly #kind: LagKind;
  readonly #classes: number;
  /** `[moments + 1]`: the last are those of a numeric target. */
  readonly #means: Float64Array;
  readonly #factors: Float64Array;

  constructor(plan: BankPlan, kind: LagKind, classes: number) {
    this.#plan = plan;
    this.#kind = kind;
    this.#classes = classes;
    // One more is 1 as long as there was no label.
    this.inputWidth = plan.inputWidth + 1 + (kind === 'class' ? classes : 1);
    this.#means = new Float64Array(plan.moments + 1);
    this.#factors = new Float64Array(plan.moments + 1);
  }

  /** Takes the statistics of a key, which begin at `from`. */
  use(cells: Float64Array, from: number): void {
    const count = this.#plan.moments + (this.#kind === 'number' ? 1 : 0);
    for (let at = 0; at < count; at += 1) {
      this.#means[at] = cells[from + MOMENTS * at + 1]!;
      const variance = cells[from + MOMENTS * at + 2]!;
      this.#factors[at] = variance > 0 ? 1 / Math.sqrt(variance) : 0;
    }
  }

  /** Encodes a raw row that begins at `from` as the inputs that begin at `to`. */
  encode(rows: Float32Array, from: number, inputs: Float32Array, to: number): void {
    const { columns, rawWidth, inputWidth } = this.#plan;
    // A call of fill would cost more than a row.
    for (let at = to + this.inputWidth - 1; at >= to; at -= 1) inputs[at] = 0;
    for (let index = 0; index < columns.length; index += 1) {
      const column = columns[index]!;
      const value = rows[from + column.raw]!;
      if (!this.#encodeValue(column, value, inputs, to + column.input)) {
        if (column.missing >= 0) inputs[to + column.missing] = 1;
      } else
        for (let at = 1; at <= column.copied; at += 1)
          inputs[to + column.input + at] = rows[from + column.raw + at]!;
    }
    this.#encodeLast(rows[from + rawWidth]!, inputs, to + inputWidth);
  }

  /** Encodes one raw value, and returns whether it is there and not wild. */
  #encodeValue(
    { kind, moments, buckets }: BankColumn,
    value: number,
    inputs: Float32Array,
    at: number,
  ): boolean {
    if (Number.isNaN(value)) return false;
    if (kind === 'category') writeWord(value, inputs, at, buckets);
    else if (kind === 'boolean') inputs[at] = 2 * value - 1;
    else {
      const scaled = (value - this.#means[moments]!) * this.#factors[moments]!;
      if (!(scaled <= WILD_INPUT && scaled >= -WILD_INPUT)) return false;
      inputs[at] = Math.max(-CLIP, Math.min(scaled, CLIP));
    }
    return true;
  }

  /** Makes of a number, relative to the origin of the target, what a network learns. */
  standardise(value: number): number {
    const at = this.#plan.moments;
    return Math.max(-CLIP, Math.min((value - this.#means[at]!) * this.#factors[at]!, CLIP));
  }

  /** Whether a number lies so far away, by what is known now, that it should not be learned. */
  isWild(value: number): boolean {
    const at = this.#plan.moments;
    return !(Math.abs((value - this.#means[at]!) * this.#factors[at]!) <= WILD_TARGET);
  }

  /** Makes of an output a number relative to the origin of the target. */
  toUnit(output: number): number {
    const at = this.#plan.moments;
    const factor = this.#factors[at]!;
    return this.#means[at]! + (factor === 0 ? 0 : output / factor);
  }

  #encodeLast(last: number, inputs: Float32Array, to: number): void {
    if (Number.isNaN(last)) inputs[to] = 1;
    else if (this.#kind === 'number') inputs[to + 1] = this.standardise(last);
    else if (this.#kind === 'binary') inputs[to + 1] = 2 * last - 1;
    else if (last < this.#classes) inputs[to + 1 + last] = 1;
  }
}
