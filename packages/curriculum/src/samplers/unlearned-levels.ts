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

/** Options of {@link UnlearnedLevels}. */
export type UnlearnedLevelsOptions = {
  /** Any safe integer. */
  readonly seed: number;
  /** α, how much a large loss is favoured, 0 (not at all: each level as often) to 8; default 2. */
  readonly power?: number;
  /** Share of a new loss in the running mean, 0 (exclusive) to 1; default 0.1. */
  readonly rate?: number;
  /** Share of draws that are uniform, 0 to 1 (both inclusive); default 0.05. */
  readonly exploration?: number;
};

/** The state of an {@link UnlearnedLevels}: plain data. */
export type UnlearnedLevelsState = StateHeader<'unlearned-levels'> & {
  readonly power: number;
  readonly rate: number;
  readonly exploration: number;
  /** `[levels]`, running mean of the loss, NaN before the first one. */
  readonly losses: Float64Array;
  readonly random: RandomState;
};

const NAMES: OptionNames<UnlearnedLevelsOptions> = { seed: true, power: true, rate: true, exploration: true };
const FORMAT = new StateFormat('unlearned-levels', 1, CurriculumError);

/**
 * Draws levels in proportion to a power of their running loss: what is not known yet, and what is being forgotten; those never
 * seen come first. Proportional prioritization (Schaul, Quan, Antonoglou and Silver, "Prioritized Experience Replay", 2016,
 * equation 1) of levels in the place of rows. Give losses that can be compared, such as shares of a constant's.
 */
export class UnlearnedLevels implements LevelSampler {
  readonly levels: number;
  readonly #power: number;
  readonly #rate: number;
  readonly #exploration: number;
  readonly #losses: Float64Array;
  #random: Random;

  /** @throws CurriculumError `OPTION` if `levels` is not a whole number from 1 to 255, or an option is out of its range. */
  constructor(levels: number, options: UnlearnedLevelsOptions) {
    check.wholeNumber('levels', levels, { min: 1, max: 255 });
    check.names('UnlearnedLevels', options, NAMES);
    const { seed, power = 2, rate = 0.1, exploration = 0.05 } = options;
    check.seed(seed);
    check.number('power', power, { min: 0, max: 8 });
    check.number('rate', rate, { above: 0, max: 1 });
    check.number('exploration', exploration, { min: 0, max: 1 });
    this.levels = levels;
    this.#power = power;
    this.#rate = rate;
    this.#exploration = exploration;
    this.#losses = new Float64Array(levels).fill(Number.NaN);
    this.#random = Random.fromSeed(seed, 'curriculum', 'unlearned-levels');
  }

  choose(): number {
    return drawLevel(this.#random, this.probabilities());
  }

  observe(level: number, loss: number): void {
    checkObservation(level, this.levels, loss);
    const before = this.#losses[level - 1]!;
    this.#losses[level - 1] = Number.isNaN(before) ? loss : before + this.#rate * (loss - before);
  }

  probabilities(): Float64Array {
    const unseen = this.#losses.reduce((count, loss) => count + (Number.isNaN(loss) ? 1 : 0), 0);
    if (unseen > 0) return this.#losses.map((loss) => (Number.isNaN(loss) ? 1 / unseen : 0));
    const top = this.#losses.reduce((most, loss) => Math.max(most, loss), 0);
    const weights = this.#losses.map((loss) => (loss > 0 ? exp(this.#power * ln(loss / top)) : 0));
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    // Nothing is left to learn where every loss is 0, or below it.
    const greedy = total > 0 ? 1 - this.#exploration : 0;
    return weights.map((weight) => (greedy > 0 ? (greedy * weight) / total : 0) + (1 - greedy) / this.levels);
  }

  state(): UnlearnedLevelsState {
    return {
      ...FORMAT.header,
      power: this.#power,
      rate: this.#rate,
      exploration: this.#exploration,
      losses: this.#losses.slice(),
      random: this.#random.state(),
    };
  }

  /** Restores one from its `state()`; it draws on to the bit. @throws CurriculumError `STATE` if it is not one. */
  static from(state: UnlearnedLevelsState | StateTree): UnlearnedLevels {
    const reader = FORMAT.read(state);
    const losses = reader.floats('losses');
    if (losses.length < 1 || losses.length > 255) throw reader.error('losses', '1 to 255 of them');
    const restored = new UnlearnedLevels(losses.length, {
      seed: 0,
      power: reader.number('power', 0, 8),
      rate: reader.number('rate', Number.MIN_VALUE, 1),
      exploration: reader.number('exploration', 0, 1),
    });
    restored.#losses.set(losses);
    restored.#random = reader.restore('random', Random.from);
    return restored;
  }
}
