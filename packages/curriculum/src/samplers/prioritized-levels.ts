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

/** Options of {@link PrioritizedLevels}. */
export type PrioritizedLevelsOptions = {
  /** Any safe integer. */
  readonly seed: number;
  /** The rank of a level is raised to −1 / temperature, > 0; small: nearly always the worst. Default 1. */
  readonly temperature?: number;
  /** Share of draws that go by how long a level was not seen, 0 to 1 (both inclusive); default 0.3. */
  readonly staleness?: number;
  /** Share of a new loss in the running mean, 0 (exclusive) to 1; default 0.1. */
  readonly rate?: number;
};

/** The state of a {@link PrioritizedLevels}: plain data. */
export type PrioritizedLevelsState = StateHeader<'prioritized-levels'> & {
  readonly temperature: number;
  readonly staleness: number;
  readonly rate: number;
  /** `[levels]`, running mean of the loss, and the number of the newest observation; NaN and 0 before the first one. */
  readonly losses: Float64Array;
  readonly seen: Float64Array;
  readonly random: RandomState;
};

const NAMES: OptionNames<PrioritizedLevelsOptions> = {
  seed: true,
  temperature: true,
  staleness: true,
  rate: true,
};
const FORMAT = new StateFormat('prioritized-levels', 1, CurriculumError);

/**
 * Draws levels by the rank of their loss, and now and then by how long they were not seen; those never seen come first (after
 * Jiang, Grefenstette and Rocktäschel, "Prioritized Level Replay", 2021: its rank and staleness, with the loss for the score).
 */
export class PrioritizedLevels implements LevelSampler {
  readonly levels: number;
  readonly #temperature: number;
  readonly #staleness: number;
  readonly #rate: number;
  readonly #losses: Float64Array;
  readonly #seen: Float64Array;
  #random: Random;

  /** @throws CurriculumError `OPTION` if `levels` is not a whole number from 1 to 255, or an option is out of its range. */
  constructor(levels: number, options: PrioritizedLevelsOptions) {
    check.wholeNumber('levels', levels, { min: 1, max: 255 });
    check.names('PrioritizedLevels', options, NAMES);
    const { seed, temperature = 1, staleness = 0.3, rate = 0.1 } = options;
    check.seed(seed);
    check.number('temperature', temperature, { above: 0, below: Number.POSITIVE_INFINITY });
    check.number('staleness', staleness, { min: 0, max: 1 });
    check.number('rate', rate, { above: 0, max: 1 });
    this.levels = levels;
    this.#temperature = temperature;
    this.#staleness = staleness;
    this.#rate = rate;
    this.#losses = new Float64Array(levels).fill(Number.NaN);
    this.#seen = new Float64Array(levels);
    this.#random = Random.fromSeed(seed, 'curriculum', 'prioritized-levels');
  }

  choose(): number {
    return drawLevel(this.#random, this.probabilities());
  }

  observe(level: number, loss: number): void {
    checkObservation(level, this.levels, loss);
    const before = this.#losses[level - 1]!;
    this.#losses[level - 1] = Number.isNaN(before) ? loss : before + this.#rate * (loss - before);
    this.#seen[level - 1] = Math.max(...this.#seen) + 1;
  }

  probabilities(): Float64Array {
    const unseen = this.#seen.reduce((count, seen) => count + (seen === 0 ? 1 : 0), 0);
    if (unseen > 0) return this.#seen.map((seen) => (seen === 0 ? 1 / unseen : 0));
    const now = Math.max(...this.#seen);
    const weights = this.#losses.map((loss, at) => {
      // Of equal losses the earlier level comes first.
      let rank = 1;
      for (const [other, rival] of this.#losses.entries())
        if (rival > loss || (rival === loss && other < at)) rank += 1;
      return exp(-ln(rank) / this.#temperature);
    });
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    const ages = this.#seen.reduce((sum, seen) => sum + now - seen, 0);
    const stale = ages > 0 ? this.#staleness : 0;
    return weights.map(
      (weight, at) =>
        ((1 - stale) * weight) / total + (stale > 0 ? (stale * (now - this.#seen[at]!)) / ages : 0),
    );
  }

  state(): PrioritizedLevelsState {
    return {
      ...FORMAT.header,
      temperature: this.#temperature,
      staleness: this.#staleness,
      rate: this.#rate,
      losses: this.#losses.slice(),
      seen: this.#seen.slice(),
      random: this.#random.state(),
    };
  }

  /** Restores one from its `state()`; it draws on to the bit. @throws CurriculumError `STATE` if it is not one. */
  static from(state: PrioritizedLevelsState | StateTree): PrioritizedLevels {
    const reader = FORMAT.read(state);
    const losses = reader.floats('losses');
    if (losses.length < 1 || losses.length > 255) throw reader.error('losses', '1 to 255 of them');
    const restored = new PrioritizedLevels(losses.length, {
      seed: 0,
      temperature: reader.number('temperature', Number.MIN_VALUE),
      staleness: reader.number('staleness', 0, 1),
      rate: reader.number('rate', Number.MIN_VALUE, 1),
    });
    restored.#losses.set(losses);
    restored.#seen.set(reader.floats('seen', losses.length));
    restored.#random = reader.restore('random', Random.from);
    return restored;
  }
}
