import {
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

/** Options of {@link LearningProgress}. */
export type LearningProgressOptions = {
  /** Any safe integer. */
  readonly seed: number;
  /** Share of a new change of the loss in the running mean, 0 (exclusive) to 1; default 0.1. */
  readonly rate?: number;
  /** Share of draws that are uniform, 0 to 1 (both inclusive); default 0.1. */
  readonly exploration?: number;
};

/** The state of a {@link LearningProgress}: plain data. */
export type LearningProgressState = StateHeader<'learning-progress'> & {
  readonly rate: number;
  readonly exploration: number;
  /** `[levels]`, the newest loss, NaN before the first one; and the running mean of its changes. */
  readonly losses: Float64Array;
  readonly changes: Float64Array;
  readonly random: RandomState;
};

const NAMES: OptionNames<LearningProgressOptions> = { seed: true, rate: true, exploration: true };
const FORMAT = new StateFormat('learning-progress', 1, CurriculumError);

/**
 * Draws levels in proportion to how fast their loss changes, up or down: what is being learned, and what is being forgotten
 * (Matiisen, Oliver, Cohen and Schulman, "Teacher-Student Curriculum Learning", 2017, the online algorithm, with the loss in
 * the place of the score, and shares in the place of the greatest value).
 */
export class LearningProgress implements LevelSampler {
  readonly levels: number;
  readonly #rate: number;
  readonly #exploration: number;
  readonly #losses: Float64Array;
  readonly #changes: Float64Array;
  #random: Random;

  /** @throws CurriculumError `OPTION` if `levels` is not a whole number from 1 to 255, or an option is out of its range. */
  constructor(levels: number, options: LearningProgressOptions) {
    check.wholeNumber('levels', levels, { min: 1, max: 255 });
    check.names('LearningProgress', options, NAMES);
    const { seed, rate = 0.1, exploration = 0.1 } = options;
    check.seed(seed);
    check.number('rate', rate, { above: 0, max: 1 });
    check.number('exploration', exploration, { min: 0, max: 1 });
    this.levels = levels;
    this.#rate = rate;
    this.#exploration = exploration;
    this.#losses = new Float64Array(levels).fill(Number.NaN);
    this.#changes = new Float64Array(levels);
    this.#random = Random.fromSeed(seed, 'curriculum', 'learning-progress');
  }

  choose(): number {
    return drawLevel(this.#random, this.probabilities());
  }

  observe(level: number, loss: number): void {
    checkObservation(level, this.levels, loss);
    const before = this.#losses[level - 1]!;
    this.#losses[level - 1] = loss;
    if (Number.isNaN(before)) return;
    const change = this.#changes[level - 1]!;
    this.#changes[level - 1] = change + this.#rate * (before - loss - change);
  }

  probabilities(): Float64Array {
    const sum = this.#changes.reduce((total, change) => total + Math.abs(change), 0);
    const greedy = sum > 0 && Number.isFinite(sum) ? 1 - this.#exploration : 0;
    return this.#changes.map(
      (change) => (greedy > 0 ? (greedy * Math.abs(change)) / sum : 0) + (1 - greedy) / this.levels,
    );
  }

  state(): LearningProgressState {
    return {
      ...FORMAT.header,
      rate: this.#rate,
      exploration: this.#exploration,
      losses: this.#losses.slice(),
      changes: this.#changes.slice(),
      random: this.#random.state(),
    };
  }

  /** Restores one from its `state()`; it draws on to the bit. @throws CurriculumError `STATE` if it is not one. */
  static from(state: LearningProgressState | StateTree): LearningProgress {
    const reader = FORMAT.read(state);
    const losses = reader.floats('losses');
    if (losses.length < 1 || losses.length > 255) throw reader.error('losses', '1 to 255 of them');
    const restored = new LearningProgress(losses.length, {
      seed: 0,
      rate: reader.number('rate', Number.MIN_VALUE, 1),
      exploration: reader.number('exploration', 0, 1),
    });
    restored.#losses.set(losses);
    restored.#changes.set(reader.floats('changes', losses.length));
    restored.#random = reader.restore('random', Random.from);
    return restored;
  }
}
