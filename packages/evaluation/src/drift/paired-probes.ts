import { EvaluationError } from '../errors.js';
import type { StateTree } from '../state.js';
import { StateReader } from '../state-reader.js';
import { FadingMean } from './fading-mean.js';
import { FadingRidge } from './fading-ridge.js';
import { foldInputs } from './fold-inputs.js';

/** How a short memory is held against a long one. */
export type PairedProbesOptions = {
  /** Inputs of a row, a whole number ≥ 1. More than 31 are folded into 31 sums. */
  readonly width: number;
  /** Rows that the long probe remembers, ≥ 40: as many as the memory that is rehearsed. */
  readonly longRows: number;
  /** Rows that the short probe remembers, from 2 to `longRows` / 2 (both inclusive). Default `longRows` / 20. */
  readonly shortRows?: number;
  /** Standard errors by which the short one must be better, over 0. Default 4: about one false alarm in 3,000,000 rows. */
  readonly threshold?: number;
};

const MOST_INPUTS = 31;

/**
 * Says whether a model would be better with a shorter memory, from the new rows alone, so that it does not matter what
 * the model knows by heart.
 *
 * Two linear probes learn the stream beside the model, one that forgets fast and one slowly. Each may advise the model:
 * what the model gets wrong is regressed on its answer and the probe's. Where the short one's advice takes away more of
 * the squared error than the long one's, the world moves and the model lags behind. While the world stands still the
 * short one is only noisier. What a model has not learned yet, or is too sure of, either could tell it; and where regions of
 * one concept come in turn the short one is good at each, but a model that knows them all needs no advice.
 *
 * A change without a trace in linear functions of the inputs (or of their folds) is not seen. Paired learners: Bach and
 * Maloof 2008.
 *
 * @example
 * ```ts
 * const probes = new PairedProbes({ width: 10, longRows: memory.capacity });
 * if (probes.update(inputs, target, answer)) focus.outdate(probes.comparedRows); // each new row, before it is learned
 * ```
 */
export class PairedProbes {
  /** Rows over which the two are compared, twice `shortRows`: where the short one wins, what is older is outdated. */
  readonly comparedRows: number;
  readonly #options: Required<PairedProbesOptions>;
  readonly #inputs: Float64Array;
  readonly #short: FadingRidge;
  readonly #long: FadingRidge;
  /** 1, the answer, the advice. */
  readonly #terms: Float64Array = Float64Array.of(1, 0, 0);
  readonly #noAdvice: FadingRidge;
  readonly #shortAdvice: FadingRidge;
  readonly #longAdvice: FadingRidge;
  readonly #gain: FadingMean;
  #rows = 0; // since the two were alike

  /** @throws EvaluationError `OPTION` if an option is out of range. */
  constructor(options: PairedProbesOptions) {
    const { width, longRows, shortRows = longRows / 20, threshold = 4 } = options;
    if (!(Number.isInteger(width) && width >= 1))
      throw new EvaluationError('OPTION', `width is ${width}, wanted a whole number from 1`);
    if (!(longRows >= 40 && longRows < Number.POSITIVE_INFINITY))
      throw new EvaluationError('OPTION', `longRows is ${longRows}, wanted a number of rows from 40`);
    if (!(shortRows >= 2 && shortRows <= longRows / 2))
      throw new EvaluationError('OPTION', `shortRows is ${shortRows}, wanted 2 to ${longRows / 2}`);
    if (!(threshold > 0 && threshold < Number.POSITIVE_INFINITY))
      throw new EvaluationError('OPTION', `threshold is ${threshold}, wanted a number over 0`);
    this.#options = { width, longRows, shortRows, threshold };
    this.comparedRows = 2 * shortRows;
    this.#inputs = new Float64Array(1 + Math.min(width, MOST_INPUTS));
    this.#short = new FadingRidge(this.#inputs.length, shortRows);
    this.#long = new FadingRidge(this.#inputs.length, longRows);
    this.#noAdvice = new FadingRidge(2, this.comparedRows);
    this.#shortAdvice = new FadingRidge(3, this.comparedRows);
    this.#longAdvice = new FadingRidge(3, this.comparedRows);
    this.#gain = new FadingMean(this.comparedRows);
  }

  /** By how many standard errors the short one's advice is better; 0 until there were `comparedRows` to compare them. */
  get advantage(): number {
    return this.#rows < this.comparedRows ? 0 : this.#gain.standardErrors;
  }

  /**
   * Takes a new row and what was predicted of it, before it is learned. O(width²), allocates nothing.
   *
   * @param inputs - `[≥ offset + width]`, of about unit scale.
   * @param target - of about unit scale; 0 or 1 for a yes or no, for one of several classes a number of its own.
   * @param answer - what the model predicted, on the same scale: a probability, or the mean of the classes' numbers.
   * @param offset - where the row begins, ≥ 0. Default 0.
   * @returns whether a shorter memory is found to be better at this row. The two then start alike, as after `restart`.
   * @throws EvaluationError `SHAPE` if the row is too short, `VALUE` if a number is not finite.
   */
  update(inputs: ArrayLike<number>, target: number, answer: number, offset = 0): boolean {
    const { width, threshold } = this.#options;
    if (inputs.length < offset + width)
      throw new EvaluationError('SHAPE', `inputs has ${inputs.length} values, wanted ${offset + width}`);
    foldInputs(inputs, offset, width, this.#inputs);
    const short = this.#short.predict(this.#inputs);
    const long = this.#long.predict(this.#inputs);
    const wrong = target - answer;
    const terms = this.#terms;
    terms[1] = answer;
    const alone = this.#noAdvice.predict(terms);
    const withShort = wrong - this.#advised(this.#shortAdvice, short, alone);
    const withLong = wrong - this.#advised(this.#longAdvice, long, alone);
    const gain = withLong * withLong - withShort * withShort;
    if (!Number.isFinite(short + long + gain))
      throw new EvaluationError(
        'VALUE',
        `target is ${target} and answer ${answer}, wanted finite numbers, as inputs`,
      );
    this.#rows += 1;
    this.#gain.add(gain);
    this.#noAdvice.learn(terms, wrong);
    terms[2] = short;
    this.#shortAdvice.learn(terms, wrong);
    terms[2] = long;
    this.#longAdvice.learn(terms, wrong);
    this.#short.learn(this.#inputs, target);
    this.#long.learn(this.#inputs, target);
    if (this.advantage <= threshold) return false;
    this.restart();
    return true;
  }

  /**
   * Lets the long probe forget what the short one has forgotten, as the memory does: call it when a change that was
   * found otherwise is answered. So they say whether the world moves on after it.
   */
  restart(): void {
    this.#long.copy(this.#short);
    this.#longAdvice.copy(this.#shortAdvice);
    this.#gain.clear();
    this.#rows = 0;
  }

  /** Returns a copy of the state. */
  state(): StateTree {
    return {
      options: { ...this.#options },
      short: this.#short.state(),
      long: this.#long.state(),
      noAdvice: this.#noAdvice.state(),
      shortAdvice: this.#shortAdvice.state(),
      longAdvice: this.#longAdvice.state(),
      gain: this.#gain.state(),
      rows: this.#rows,
    };
  }

  /**
   * Puts them back as `state()` gave them.
   *
   * @throws EvaluationError `STATE` if it is not such a state.
   */
  static from(state: StateTree): PairedProbes {
    const reader = new StateReader(state, 'PairedProbes');
    const part = (name: string) => new StateReader(reader.tree(name), `PairedProbes.${name}`);
    const options = part('options');
    const longRows = options.number('longRows', 40);
    const probes = new PairedProbes({
      width: options.count('width', 1),
      longRows,
      shortRows: options.number('shortRows', 2, longRows / 2),
      threshold: options.number('threshold', Number.MIN_VALUE),
    });
    probes.#short.restore(part('short'));
    probes.#long.restore(part('long'));
    probes.#noAdvice.restore(part('noAdvice'));
    probes.#shortAdvice.restore(part('shortAdvice'));
    probes.#longAdvice.restore(part('longAdvice'));
    probes.#gain.restore(part('gain'));
    probes.#rows = reader.count('rows');
    return probes;
  }

  /**
   * What to add to the answer by such advice. Advice is not taken by its opposite: a model that has the noise of recent
   * rows by heart would be glad of that where nothing changes.
   */
  #advised(regression: FadingRidge, advice: number, alone: number): number {
    if (regression.weight(2) <= 0) return alone;
    this.#terms[2] = advice;
    return regression.predict(this.#terms);
  }
}
