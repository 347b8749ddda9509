import type { StateTree } from '../state.js';

/** Which changes of the mean count: of an error, only a rise is bad news. */
export type DriftDirection = 'both' | 'rise';

/** Reads one number per row and says when its distribution has changed. */
export interface DriftDetector {
  /** Name of the method, as in the state. */
  readonly method: string;
  /** Rows since the change that it found last (as far as it can tell), or since the beginning. */
  readonly rowsSinceChange: number;
  /** Takes the number of one row; says whether a change is found at this row. */
  update(value: number): boolean;
  /** Returns a copy of the state. */
  state(): StateTree;
}
