import type { StateTree } from '@graph/core';

/** What experts say of one target of a row: each a number, or a probability of each class. */
export type Said = {
  /** 1 where they say numbers. */
  readonly classes: number;
  /** `[experts, classes]`; probabilities are over 0, and of each expert 1 together. */
  readonly values: Float64Array;
  /** `[experts, classes]`, logarithms of the probabilities, centred over the classes; empty where they say numbers. */
  readonly scores: Float64Array;
};

/** Mixes what experts say, with weights that learn from how good each was. */
export interface Mixer {
  /** `[classes]`: the answer to the row that was mixed last. */
  readonly answer: Float64Array;
  /** `[experts]`: how much each counts, sum 1. */
  readonly shares: Float64Array;
  /** Mixes one row. */
  mix(said: Said): void;
  /** Log loss, or squared error, of the answer to the row that was mixed last. */
  loss(truth: number): number;
  /**
   * Takes in the truth of the row that was mixed last.
   *
   * @param truth - the index of a class, or a number.
   * @param distance - rows between a prediction and its label, plus 1: weights that move fast do harm where labels are late.
   */
  update(said: Said, truth: number, distance: number): void;
  state(): StateTree;
}

/** The prior of an expert that knows nothing but frequencies is half of all, so that noise is not learned from. */
export function mixingPriors(experts: number, constant: number): Float64Array {
  return Float64Array.from({ length: experts }, (_, at) => (at === constant ? 0.5 : 0.5 / (experts - 1)));
}
