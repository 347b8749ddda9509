import type { Batch } from '@graph/core';

/**
 * What a network takes, allocated once and refilled: `inputs` `[capacity, inputWidth]`, `targets`
 * `[capacity, outputWidth]`.
 */
export type EncodedBatch = Batch & {
  /** `[capacity]`, index of each row's domain. */
  readonly domains: Uint16Array;
};

/**
 * What an encoder reads of raw rows: a table batch has it, and a batch drawn from a replay memory of raw rows too.
 * `inputs` `[capacity, rawWidth]`, `targets` `[capacity, targets]`, both as in a table batch.
 */
export type RawRows = Readonly<Batch> & {
  /** `[capacity]`; without it all rows are of domain 0. */
  readonly domains?: Uint16Array;
};
