import type { Batch } from '@graph/core';

/** New rows for an `OnlineLearner`. Any further columns reach its memory. */
export type LearnerBatch = Batch & {
  /** `[capacity]`, a number from 0 to 65,535 for the domain of each row; if given, statistics are kept per domain. */
  readonly domains?: Uint16Array;
};

/** What a memory is given: all columns of the new rows, and `domains`, zeros if they had none. */
export type RememberedRows = Batch & { readonly domains: Uint16Array };
