import { type Batch, createBatch } from '@graph/core';

/** A batch with where its rows come from, made by `Curriculum.createBatch`. */
export type CurriculumBatch = Batch & {
  /** `[capacity]`, index into the curriculum's `domains`. */
  readonly domains: Uint16Array;
  /** `[capacity]`, the level that gave the row, 1-based. */
  readonly levels: Uint8Array;
};

/** Allocates an empty batch. */
export function createCurriculumBatch(
  capacity: number,
  inputWidth: number,
  targetWidth: number,
): CurriculumBatch {
  return {
    ...createBatch(capacity, inputWidth, targetWidth),
    domains: new Uint16Array(capacity),
    levels: new Uint8Array(capacity),
  };
}
