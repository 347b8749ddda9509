import type { StateReader, StateTree } from '@graph/core';
import type { Task } from '@graph/stream';

/** Labels that are looked back at one by one. */
const LOOKED_BACK = 3;
/** Rates of the fading means of the labels. */
const RATES = [0.1, 0.01] as const;
/** Raw values of each number, and each yes or no; the last one is the first. */
export const LOOKED_BACK_VALUES: number = LOOKED_BACK + RATES.length;
/** Targets, and classes, whose labels are looked back at: the first ones. */
const MOST_TARGETS = 8;
const MOST_CLASSES = 16;

/**
 * The labels that have arrived so far, as a row sees them: the last ones and their fading means. Raw, as they are remembered
 * with the row: of each number and each yes or no the last three and two means; of a class the last one, and two means of each
 * of the first 16 classes. NaN where there is none yet.
 */
export class LabelLags {
  readonly #task: Task;
  readonly #targets: number;
  /** `[width]`, of the next row. */
  readonly values: Float32Array<ArrayBuffer>;
  /** The fading means, in float64. */
  readonly #means: Float64Array<ArrayBuffer>;
  #labels = 0;

  /** @param reader - of the `state()` of an earlier one of the same targets. */
  constructor(task: Task, targetCount: number, reader?: StateReader) {
    this.#task = task;
    this.#targets = Math.min(targetCount, MOST_TARGETS);
    const width = LabelLags.width(task, targetCount);
    this.values =
      reader?.array<Float32Array<ArrayBuffer>>('values', Float32Array, width) ??
      new Float32Array(width).fill(Number.NaN);
    const means = RATES.length * (task === 'class' ? MOST_CLASSES : this.#targets);
    this.#means = reader?.floats('means', means) ?? new Float64Array(means);
    this.#labels = reader?.count('labels') ?? 0;
  }

  /** Raw values of a row. */
  static width(task: Task, targetCount: number): number {
    if (task === 'class') return 1 + RATES.length * MOST_CLASSES;
    return Math.min(targetCount, MOST_TARGETS) * LOOKED_BACK_VALUES;
  }

  /** Inputs that they become. */
  static inputs(task: Task, targetCount: number, classes: number): number {
    return task === 'class'
      ? (1 + RATES.length) * Math.min(classes, MOST_CLASSES)
      : LabelLags.width(task, targetCount);
  }

  /** Takes in the labels of a row, that have just arrived: numbers in the user's unit, 0 or 1, or the index of a class. */
  update(truths: ArrayLike<number>, offset: number): void {
    this.#labels += 1;
    const { values } = this;
    if (this.#task === 'class') {
      const truth = truths[offset]!;
      values[0] = truth;
      for (const [at, rate] of RATES.entries())
        for (let k = 0; k < MOST_CLASSES; k += 1)
          values[1 + at * MOST_CLASSES + k] = this.#fade(at * MOST_CLASSES + k, rate, k === truth ? 1 : 0);
      return;
    }
    for (let target = 0; target < this.#targets; target += 1) {
      const from = target * LOOKED_BACK_VALUES;
      values.copyWithin(from + 1, from, from + LOOKED_BACK - 1);
      const truth = truths[offset + target]!;
      values[from] = truth;
      for (const [at, rate] of RATES.entries())
        values[from + LOOKED_BACK + at] = this.#fade(target * RATES.length + at, rate, truth);
    }
  }

  /** Moves a mean; before 1 / rate labels it is the mean of all. */
  #fade(at: number, rate: number, value: number): number {
    const mean = this.#means[at]!;
    const next = mean + (value - mean) * Math.max(rate, 1 / this.#labels);
    this.#means[at] = next;
    return next;
  }

  state(): StateTree {
    return { values: this.values.slice(), means: this.#means.slice(), labels: this.#labels };
  }
}

/** How raw lags become inputs: numbers standardised, yes or no as ±1, classes one-hot. */
export class LagEncoding {
  readonly #task: Task;
  readonly #width: number;

  constructor(task: Task, targetCount: number) {
    this.#task = task;
    this.#width = LabelLags.width(task, targetCount);
  }

  /**
   * Writes the inputs of a row; what is not known is 0.
   *
   * @param standardise - makes of a number of that target its distance from the mean in standard deviations, held.
   */
  encode(
    raw: Float32Array,
    from: number,
    out: Float32Array,
    to: number,
    classes: number,
    standardise: (value: number, target: number) => number,
  ): void {
    if (this.#task === 'class') {
      const count = Math.min(classes, MOST_CLASSES);
      const last = raw[from]!;
      for (let k = 0; k < count; k += 1) {
        // Class by class, so that one that is met later comes behind the others.
        const place = to + k * (1 + RATES.length);
        out[place] = k === last ? 1 : 0;
        for (let at = 0; at < RATES.length; at += 1) {
          const mean = raw[from + 1 + at * MOST_CLASSES + k]!;
          out[place + 1 + at] = Number.isNaN(mean) ? 0 : mean;
        }
      }
      return;
    }
    const isNumber = this.#task === 'regression';
    for (let at = 0; at < this.#width; at += 1) {
      const value = raw[from + at]!;
      const target = Math.floor(at / LOOKED_BACK_VALUES);
      out[to + at] = Number.isNaN(value) ? 0 : isNumber ? standardise(value, target) : 2 * value - 1;
    }
  }
}
