import { StateFormat, type StateHeader } from '@graph/core';
import { LearnerError } from '../learner-error.js';

/** The whole state of a `TargetScale`. */
export type TargetScaleState = StateHeader<'target-scale'> & {
  readonly count: number;
  readonly mean: number;
  readonly squares: number;
  readonly lowest: number;
  readonly highest: number;
  readonly noise: number;
  readonly errors: number;
};

const FORMAT = new StateFormat('target-scale', 1, LearnerError);

/** A target counts as no further from the mean than this many standard deviations, an error as no more of its own. */
const MOST_DEVIATIONS = 5;

/** About how many recent rows the noise is of. */
const NOISE_ROWS = 500;

/** Of targets that are learned without any error. */
const LEAST_NOISE = 1e-8;

/** Of a model that is worse than the mean: where the stream has changed, errors must not be taken for noise. */
const MOST_NOISE = 4;

/** What is further off would overflow when it is squared. */
const FURTHEST = 1e150;

/**
 * The unit in which numbers are learned: running mean and standard deviation of the targets (Welford 1962) and, in that unit,
 * how large errors are. One wild target moves it as little as one that is five deviations off.
 */
export class TargetScale {
  /** What the last `update` did: a number z of the old unit is `z · ratio + shift` in the new one. */
  ratio = 1;
  shift = 0;
  mean = 0;
  /** Standard deviation; 1 while all targets are the same. */
  deviation = 1;
  /** Fading mean of squared errors, in squared deviations. */
  noise = 1;
  #count = 0;
  #squares = 0;
  #lowest = 0;
  #highest = 0;
  #errors = 0;

  /** Restores it from its `state()`. @throws LearnerError `STATE` */
  static from(state: TargetScaleState): TargetScale {
    const reader = FORMAT.read(state);
    const scale = new TargetScale();
    scale.#count = reader.count('count');
    scale.mean = reader.number('mean');
    scale.#squares = reader.number('squares', 0);
    scale.#lowest = reader.number('lowest');
    scale.#highest = reader.number('highest');
    scale.noise = reader.number('noise', LEAST_NOISE, MOST_NOISE);
    scale.#errors = reader.count('errors');
    scale.deviation = scale.#deviation();
    return scale;
  }

  /** Whether there is no spread yet: then a target has to be taken in before it can be learned. */
  get isFlat(): boolean {
    return this.#squares === 0;
  }

  /** Takes in a target; sets `ratio` and `shift`. */
  update(given: number): void {
    const target = Math.max(-FURTHEST, Math.min(FURTHEST, given));
    const { mean, deviation } = this;
    this.#lowest = this.#count === 0 ? target : Math.min(this.#lowest, target);
    this.#highest = this.#count === 0 ? target : Math.max(this.#highest, target);
    this.#count += 1;
    let distance = target - mean;
    if (!this.isFlat) distance = hold(distance, MOST_DEVIATIONS * deviation);
    this.mean = mean + distance / this.#count;
    if (this.#count > 1) this.#squares += distance * (distance - distance / this.#count);
    this.deviation = this.#deviation();
    // Before the first target there was no unit, and all answers were 0.
    this.ratio = this.#count > 1 ? deviation / this.deviation : 1;
    this.shift = this.#count > 1 ? (mean - this.mean) / this.deviation : 0;
  }

  /**
   * Holds an error to what is likely, and learns from it how large errors are.
   *
   * @param error - in deviations.
   * @param uncertainty - variance of the answer itself, in squared deviations.
   */
  holdError(error: number, uncertainty: number): number {
    const held = hold(error, MOST_DEVIATIONS * Math.sqrt(this.noise + uncertainty));
    this.#errors += 1;
    const rate = Math.max(1 / NOISE_ROWS, 1 / (this.#errors + 1));
    const noise = this.noise + rate * (held * held - this.noise);
    this.noise = Math.max(LEAST_NOISE, Math.min(MOST_NOISE, noise));
    return held;
  }

  /** A standardised answer in the unit of the targets, held to the range of those seen and half of it on both sides. */
  answer(standardised: number): number {
    const margin = (this.#highest - this.#lowest) / 2;
    const value = this.mean + this.deviation * standardised;
    return Math.max(this.#lowest - margin, Math.min(this.#highest + margin, value));
  }

  /** Returns the whole state. */
  state(): TargetScaleState {
    return {
      ...FORMAT.header,
      count: this.#count,
      mean: this.mean,
      squares: this.#squares,
      lowest: this.#lowest,
      highest: this.#highest,
      noise: this.noise,
      errors: this.#errors,
    };
  }

  #deviation(): number {
    return this.#squares > 0 ? Math.sqrt(this.#squares / this.#count) : 1;
  }
}

function hold(value: number, most: number): number {
  return Math.max(-most, Math.min(most, value));
}
