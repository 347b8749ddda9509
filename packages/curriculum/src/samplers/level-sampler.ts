import type { StateTree } from '@graph/core';

/**
 * Chooses the level of the next rows by how rows of each level were learned before: for loops of your own, which draw from
 * several levels at once. Levels are 1-based.
 */
export interface LevelSampler {
  readonly levels: number;
  /** Draws a level. */
  choose(): number;
  /**
   * Takes in the mean loss of rows of a level that were not learned from before.
   *
   * @throws CurriculumError `OBSERVATION` if there is no such level, or the loss is not finite; nothing has changed then.
   */
  observe(level: number, loss: number): void;
  /** Returns the probability of each level for the next `choose`, `[levels]`; a copy. */
  probabilities(): Float64Array;
  /** Returns everything that changes, as plain copies. */
  state(): StateTree;
}

/** The class of a {@link LevelSampler}, from which one can be made and restored: what a program is given that makes its own. */
export interface LevelSamplerClass {
  new (levels: number, options: { readonly seed: number }): LevelSampler;
  /** Restores one from its `state()`; it draws on to the bit. */
  from(state: StateTree): LevelSampler;
}
