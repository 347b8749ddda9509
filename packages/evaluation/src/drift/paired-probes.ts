import { type OptionNames, StateFormat, type StateTree } from '@graph/core';
import { check } from '../check.js';
import { EvaluationError } from '../errors.js';
import { type EvaluationState, readPart, restoreOptions } from '../state.js';
import { Advice } from './advice.js';
import { FadingMean } from './fading-mean.js';
import { FadingRidge } from './fading-ridge.js';
import { ProbeTerms } from './probe-terms.js';
import { RowBlock } from './row-block.js';

const NAMES: OptionNames<PairedProbesOptions> = {
  width: true,
  longRows: true,
  shortRows: true,
  threshold: true,
};
const FORMAT = new StateFormat('paired-probes', 1, EvaluationError);

/** How a short memory is held against a long one. */
export type PairedProbesOptions = {
  /** Inputs of a row, a whole number ≥ 1. More than 23 are folded into 23 sums; fewer leave room for bends. */
  readonly width: number;
  /** Rows that the long probe remembers, ≥ 40: as many as the memory that is rehearsed. */
  readonly longRows: number;
  /** Rows that the short probe remembers, from 2 to `longRows` / 2 (both inclusive). Default `longRows` / 20. */
  readonly shortRows?: number;
  /** Standard errors by which the short one must be better, over 0. Default 4: a false alarm in millions of rows. */
  readonly threshold?: number;
};

/**
 * Says whether a model would be better with a shorter memory, from the new rows alone, so that it does not matter what
 * the model knows by heart.
 *
 * Two probes learn the stream beside the model, one that forgets fast and one slowly: ridge regressions on the inputs and,
 * in what is left of 23 places, on fixed bends of a few of them (random features). Each may advise the model:
 * what the model gets wrong is regressed on its answer and the probe's. Where the short one's advice takes away more of
 * the squared error than the long one's, the world moves and the model lags behind. While nothing changes the
 * short one is only noisier. What a model has not learned yet, or is too sure of, either could tell it; and where regions of
 * one concept come in turn the short one is good at each, but a model that knows them all needs no advice.
 *
 * A change that neither the inputs (or their folds) nor the bends can trace is not seen. Paired learners: Bach and Maloof
 * 2008.
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
  readonly #seen: ProbeTerms;
  readonly #rowsSeen: RowBlock;
  readonly #short: FadingRidge;
  readonly #long: FadingRidge;
  readonly #noAdvice: Advice;
  readonly #shortAdvice: Advice;
  readonly #longAdvice: Advice;
  readonly #gain: FadingMean;
  #rows = 0; // since the two were alike

  /** @throws EvaluationError `OPTION` if an option is out of range. */
  constructor(options: PairedProbesOptions) {
    check.names('PairedProbes', options, NAMES);
    const { width, longRows, shortRows = longRows / 20, threshold = 4 } = options;
    check.wholeNumber('width', width, { min: 1 });
    check.number('longRows', longRows, { min: 40, below: Number.POSITIVE_INFINITY });
    check.number('shortRows', shortRows, { min: 2, max: longRows / 2 });
    check.number('threshold', threshold, { above: 0, below: Number.POSITIVE_INFINITY });
    this.#options = { width, longRows, shortRows, threshold };
    this.comparedRows = 2 * shortRows;
    this.#seen = new ProbeTerms(width);
    this.#rowsSeen = new RowBlock(this.#seen.values.length);
    this.#short = new FadingRidge(this.#rowsSeen, shortRows);
    this.#long = new FadingRidge(this.#rowsSeen, longRows);
    this.#noAdvice = new Advice(this.comparedRows);
    this.#shortAdvice = new Advice(this.comparedRows);
    this.#longAdvice = new Advice(this.comparedRows);
    this.#gain = new FadingMean(this.comparedRows);
  }

  /** By how many standard errors the short one's advice is better; 0 until there were `comparedRows` to compare them. */
  get advantage(): number {
    return this.#rows < this.comparedRows ? 0 : this.#gain.standardErrors;
  }

  /**
   * Takes a new row and what was predicted of it, before it is learned. O(width), allocates nothing.
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
    this.#seen.read(inputs, offset);
    const short = this.#short.predict(this.#seen.values);
    const long = this.#long.predict(this.#seen.values);
    const wrong = target - answer;
    const alone = this.#noAdvice.predict(answer, 0);
    const withShort = wrong - advised(this.#shortAdvice, answer, short, alone);
    const withLong = wrong - advised(this.#longAdvice, answer, long, alone);
    const gain = withLong * withLong - withShort * withShort;
    if (!Number.isFinite(short + long + gain))
      throw new EvaluationError(
        'VALUE',
        `target is ${target} and answer ${answer}, wanted finite numbers, as inputs`,
      );
    this.#rows += 1;
    this.#gain.add(gain);
    this.#noAdvice.learn(answer, 0, wrong);
    this.#shortAdvice.learn(answer, short, wrong);
    this.#longAdvice.learn(answer, long, wrong);
    if (this.#rowsSeen.add(this.#seen.values, target)) {
      this.#short.takeIn();
      this.#long.takeIn();
    }
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
  state(): EvaluationState<'paired-probes'> {
    return {
      ...FORMAT.header,
      options: { ...this.#options },
      rowsSeen: this.#rowsSeen.state(),
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
   * Restores them from their `state()`.
   *
   * @throws EvaluationError `STATE` if it is not such a state.
   */
  static from(state: StateTree): PairedProbes {
    const reader = FORMAT.read(state);
    const probes = restoreOptions(reader, NAMES, (options) => new PairedProbes(options));
    probes.#rowsSeen.restore(readPart(reader, 'rowsSeen'));
    probes.#short.restore(readPart(reader, 'short'));
    probes.#long.restore(readPart(reader, 'long'));
    probes.#noAdvice.restore(readPart(reader, 'noAdvice'));
    probes.#shortAdvice.restore(readPart(reader, 'shortAdvice'));
    probes.#longAdvice.restore(readPart(reader, 'longAdvice'));
    probes.#gain.restore(readPart(reader, 'gain'));
    probes.#rows = reader.count('rows');
    return probes;
  }
}

/**
 * What to add to the answer by such advice. Advice is not taken by its opposite: a model that has the noise of recent
 * rows by heart would be glad of that where nothing changes.
 */
function advised(advice: Advice, answer: number, probe: number, alone: number): number {
  return advice.weight > 0 ? advice.predict(answer, probe) : alone;
}
