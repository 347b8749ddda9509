import type { OptionNames } from '@graph/core';

/** Options of `ReplayMemory.add`. */
export type AddOptions = {
  /** The first row to add, default 0. */
  readonly from?: number;
  /** `[columns.size]` finite, ≥ 0; without it the rows get the memory's `newPriority`. */
  readonly priorities?: Float32Array;
};

/** The names of these options. */
export const ADD_NAMES: OptionNames<AddOptions> = { from: true, priorities: true };
