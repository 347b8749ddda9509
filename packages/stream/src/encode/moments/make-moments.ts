import { GuardedMoments } from './guarded-moments.js';
import type { Moments } from './moments.js';
import { RunningMoments } from './running-moments.js';

/** Makes statistics of so many columns: such that nothing wild can ruin, or such that take every value as it is. */
export function makeMoments(columns: number, robust: boolean): Moments {
  return robust ? new GuardedMoments(columns) : new RunningMoments(columns);
}
