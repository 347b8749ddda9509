import type { StateTree } from '@graph/core';

/** Which changes of the mean count: of an error, only a rise is bad news. */
export type DriftDirection = 'both' | 'rise';

export const DRIFT_DIRECTIONS: readonly DriftDirection[] = ['both', 'rise'];

/**
 * Reads one number per row and says when its distribution has changed: the extension point for a detector of your own,
 * which `driftDetectorContract` of `@graph/evaluation/contract` tests.
 */
export interface DriftDetector {
  /** Rows since the change that it found last, as far as it can tell, or since the beginning; a whole number ≥ 0. */
  readonly rowsSinceChange: number;
  /**
   * Takes in the number of one row.
   *
   * @param value - finite; an error is 0 for right to 1 for wrong.
   * @returns whether a change is found at this row.
   * @throws an error for NaN and the infinite ones, and is unchanged then.
   */
  update(value: number): boolean;
  /** Returns a copy of the state, plain data from which an equal one can be made. */
  state(): StateTree;
}
