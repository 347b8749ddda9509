import type { StateReader, StateTree } from '@graph/core';
import {
  type CurriculumBatch,
  Exp3S,
  LearningProgress,
  type LevelSampler,
  type LevelSamplerClass,
  PrioritizedLevels,
  UnlearnedLevels,
} from '@graph/curriculum';
import { BestConstant } from '@graph/evaluation';
import { check } from '../check.js';

/** What comes after the last level of a curriculum has had its rows. */
export type WhenFinished = 'unlearned' | 'learning-progress' | 'exp3s' | 'prioritized' | 'shuffled' | 'last';

/** Rows of all levels, each as often. */
class ShuffledLevels extends UnlearnedLevels {
  constructor(levels: number, { seed }: { readonly seed: number }) {
    super(levels, { seed, power: 0 });
  }
}

const SAMPLERS: { readonly [Name in WhenFinished]: LevelSamplerClass | undefined } = {
  unlearned: UnlearnedLevels,
  'learning-progress': LearningProgress,
  exp3s: Exp3S,
  prioritized: PrioritizedLevels,
  shuffled: ShuffledLevels,
  last: undefined,
};

/** The names of {@link WhenFinished}. */
export const WHEN_FINISHED: readonly WhenFinished[] = [
  'unlearned',
  'learning-progress',
  'exp3s',
  'prioritized',
  'shuffled',
  'last',
];

/**
 * Returns the sampler that is meant; undefined where rows of the last level go on for ever.
 *
 * @throws OnlineError `OPTION`
 */
export function samplerClass(whenFinished: WhenFinished | LevelSamplerClass): LevelSamplerClass | undefined {
  if (typeof whenFinished === 'function') return whenFinished;
  check.oneOf('whenFinished', whenFinished, WHEN_FINISHED);
  return SAMPLERS[whenFinished];
}

/** A loss beyond so many times a constant's says nothing more. */
const MOST_SHARE = 1e6;

/** From which levels a {@link LevelChoice} chooses, and how. */
export type LevelChoiceOptions = {
  readonly sampler: LevelSamplerClass;
  readonly seed: number;
  /** 1-based, both inclusive. */
  readonly firstLevel: number;
  readonly lastLevel: number;
  readonly targetWidth: number;
};

/**
 * Chooses the level of each row by how new rows of each level were predicted. A sampler sees the mean squared error of a level's
 * rows in a batch as a share of what the best constant would have left of that level, so that levels can be compared.
 */
export class LevelChoice {
  readonly #firstLevel: number;
  readonly #sampler: LevelSampler;
  /** Of each level. */
  readonly #constants: readonly BestConstant[];
  readonly #errors: Float64Array;
  readonly #rows: Float64Array;

  /** @param reader - of the `state()` of an earlier one with the same options. */
  constructor(options: LevelChoiceOptions, reader?: StateReader) {
    const { sampler: Sampler, seed, firstLevel, lastLevel, targetWidth } = options;
    const levels = lastLevel - firstLevel + 1;
    this.#firstLevel = firstLevel;
    this.#sampler =
      reader?.restore('sampler', (saved) => Sampler.from(saved)) ?? new Sampler(levels, { seed });
    if (this.#sampler.levels !== levels) throw reader!.error('sampler', `one of ${levels} levels`);
    this.#constants =
      reader?.trees('constants', levels).map((saved) => BestConstant.from(saved)) ??
      Array.from({ length: levels }, () => new BestConstant({ width: targetWidth }));
    this.#errors = new Float64Array(levels);
    this.#rows = new Float64Array(levels);
  }

  /** Draws the level of the next row, 1-based. */
  choose(): number {
    return this.#firstLevel + this.#sampler.choose() - 1;
  }

  /** The level that is the most probable now, 1-based. */
  get likeliest(): number {
    const probabilities = this.#sampler.probabilities();
    return this.#firstLevel + probabilities.indexOf(Math.max(...probabilities));
  }

  /** Notes how the rows of a batch are predicted before they are learned from. */
  score({ size, levels, targets }: CurriculumBatch, answers: Float32Array): void {
    const width = targets.shape[1]!;
    this.#errors.fill(0);
    this.#rows.fill(0);
    for (let row = 0; row < size; row += 1) {
      const level = levels[row]! - this.#firstLevel;
      let sum = 0;
      for (let at = row * width; at < (row + 1) * width; at += 1) {
        const error = answers[at]! - targets.data[at]!;
        sum += error * error;
      }
      this.#errors[level]! += sum / width;
      this.#rows[level]! += 1;
    }
  }

  /** Takes in what was noted, when the rows have been learned from. */
  update({ size, levels, targets }: CurriculumBatch): void {
    const width = targets.shape[1]!;
    for (let row = 0; row < size; row += 1)
      this.#constants[levels[row]! - this.#firstLevel]!.learn(
        targets.data.subarray(row * width, (row + 1) * width),
        1,
      );
    for (const [at, rows] of this.#rows.entries()) {
      if (rows === 0) continue;
      const error = this.#errors[at]! / rows;
      const constant = this.#constants[at]!.meanSquaredError!;
      // Where all targets are the same, nothing is left by a constant, and an error is one as it is.
      this.#sampler.observe(at + 1, Math.min(MOST_SHARE, constant > 0 ? error / constant : error));
    }
  }

  state(): StateTree {
    return {
      sampler: this.#sampler.state(),
      constants: this.#constants.map((constant) => constant.state()),
    };
  }
}
