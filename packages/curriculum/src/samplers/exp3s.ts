import {
  exp,
  ln,
  type OptionNames,
  Random,
  type RandomState,
  StateFormat,
  type StateHeader,
  type StateTree,
} from '@graph/core';
import { check } from '../check.js';
import { CurriculumError } from '../errors.js';
import { checkObservation } from './check-observation.js';
import { drawLevel } from './draw-level.js';
import type { LevelSampler } from './level-sampler.js';

/** Options of {@link Exp3S}. */
export type Exp3SOptions = {
  /** Any safe integer. */
  readonly seed: number;
  /** η, > 0; default 0.001. */
  readonly rate?: number;
  /** ε, the share of draws that are uniform, 0 (exclusive) to 1; default 0.05. */
  readonly exploration?: number;
};

/** The state of an {@link Exp3S}: plain data. */
export type Exp3SState = StateHeader<'exp3s'> & {
  readonly rate: number;
  readonly exploration: number;
  /** Rewards seen so far. */
  readonly steps: number;
  /** `[levels]`, the newest loss, NaN before the first one; and the logarithms of the weights. */
  readonly losses: Float64Array;
  readonly weights: Float64Array;
  /** The newest rewards, of which there are `steps` at first. */
  readonly rewards: Float64Array;
  readonly random: RandomState;
};

/** Rewards whose quantiles tell what is little and what is much. */
const REWARDS = 128;
const NAMES: OptionNames<Exp3SOptions> = { seed: true, rate: true, exploration: true };
const FORMAT = new StateFormat('exp3s', 1, CurriculumError);

/**
 * Draws levels as an adversarial bandit whose best arm may change: Exp3.S (Auer, Cesa-Bianchi, Freund and Schapire 2002), as
 * Graves, Bellemare, Menick, Munos and Kavukcuoglu, "Automated Curriculum Learning for Neural Networks", 2017, use it. The reward
 * is how much the loss of a level has fallen since it was last observed, brought to −1 to 1 by the 20th and 80th percentile of
 * the newest 128 (in the paper, of a reservoir of all).
 */
export class Exp3S implements LevelSampler {
  readonly levels: number;
  readonly #rate: number;
  readonly #exploration: number;
  readonly #losses: Float64Array;
  readonly #weights: Float64Array;
  readonly #rewards: Float64Array = new Float64Array(REWARDS);
  #steps = 0;
  #random: Random;

  /** @throws CurriculumError `OPTION` if `levels` is not a whole number from 1 to 255, or an option is out of its range. */
  constructor(levels: number, options: Exp3SOptions) {
    check.wholeNumber('levels', levels, { min: 1, max: 255 });
    check.names('Exp3S', options, NAMES);
    const { seed, rate = 0.001, exploration = 0.05 } = options;
    check.seed(seed);
    check.number('rate', rate, { above: 0, max: 1 });
    check.number('exploration', exploration, { above: 0, max: 1 });
    this.levels = levels;
    this.#rate = rate;
    this.#exploration = exploration;
    this.#losses = new Float64Array(levels).fill(Number.NaN);
    this.#weights = new Float64Array(levels);
    this.#random = Random.fromSeed(seed, 'curriculum', 'exp3s');
  }

  choose(): number {
    return drawLevel(this.#random, this.probabilities());
  }

  observe(level: number, loss: number): void {
    checkObservation(level, this.levels, loss);
    const before = this.#losses[level - 1]!;
    this.#losses[level - 1] = loss;
    if (Number.isNaN(before) || this.levels === 1) return;
    const reward = this.#scaled(before - loss);
    const raised = this.#weights.slice();
    raised[level - 1]! += (this.#rate * reward) / this.probabilities()[level - 1]!;
    const top = Math.max(...raised);
    const powers = raised.map((weight) => exp(weight - top));
    const sum = powers.reduce((total, power) => total + power, 0);
    // Some of each weight goes to all others, less and less: an arm that was bad can come back.
    const shared = 1 / (this.#steps + 1);
    for (const [at, power] of powers.entries())
      this.#weights[at] = ln((1 - shared) * power + (shared * (sum - power)) / (this.levels - 1));
  }

  probabilities(): Float64Array {
    const top = Math.max(...this.#weights);
    const powers = this.#weights.map((weight) => exp(weight - top));
    const sum = powers.reduce((total, power) => total + power, 0);
    return powers.map((power) => ((1 - this.#exploration) * power) / sum + this.#exploration / this.levels);
  }

  state(): Exp3SState {
    return {
      ...FORMAT.header,
      rate: this.#rate,
      exploration: this.#exploration,
      steps: this.#steps,
      losses: this.#losses.slice(),
      weights: this.#weights.slice(),
      rewards: this.#rewards.slice(),
      random: this.#random.state(),
    };
  }

  /** Restores one from its `state()`; it draws on to the bit. @throws CurriculumError `STATE` if it is not one. */
  static from(state: Exp3SState | StateTree): Exp3S {
    const reader = FORMAT.read(state);
    const losses = reader.floats('losses');
    if (losses.length < 1 || losses.length > 255) throw reader.error('losses', '1 to 255 of them');
    const restored = new Exp3S(losses.length, {
      seed: 0,
      rate: reader.number('rate', Number.MIN_VALUE, 1),
      exploration: reader.number('exploration', Number.MIN_VALUE, 1),
    });
    restored.#losses.set(losses);
    restored.#weights.set(reader.floats('weights', losses.length));
    restored.#rewards.set(reader.floats('rewards', REWARDS));
    restored.#steps = reader.count('steps');
    restored.#random = reader.restore('random', Random.from);
    return restored;
  }

  /** Notes a reward, and brings it to −1 to 1. */
  #scaled(reward: number): number {
    this.#rewards[this.#steps % REWARDS] = reward;
    this.#steps += 1;
    const known = this.#rewards.slice(0, Math.min(this.#steps, REWARDS)).sort();
    const low = known[Math.floor(0.2 * (known.length - 1))]!;
    const high = known[Math.ceil(0.8 * (known.length - 1))]!;
    if (!(high > low)) return 0;
    return Math.max(-1, Math.min(1, (2 * (reward - low)) / (high - low) - 1));
  }
}
