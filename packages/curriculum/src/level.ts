import type { Random } from '@graph/core';

/** Where a level writes one row. Both arrays come filled with zeros and are taken over when `generate` returns. */
export type Row = {
  /** `[inputWidth]` of the curriculum, which is at least that of the level. */
  readonly inputs: Float32Array;
  /** `[targetWidth]` of the curriculum, which is at least that of the level. */
  readonly targets: Float32Array;
};

/** The rows of a level that has a list of them, as `levelOfRows` makes it. */
export type LevelRows = {
  readonly count: number;
  /** Tells them from other rows: a saved curriculum is not continued with others. */
  readonly digest: string;
  /** Writes the row at `index`, 0 to `count` − 1. */
  write(index: number, row: Row): void;
};

/**
 * A source of rows of one difficulty: the extension point for a curriculum of your own, which `levelContract` of
 * `@graph/curriculum/contract` tests.
 */
export interface Level {
  /** What people read in a report. */
  readonly name: string;
  /** What replay balances by; levels may share one. */
  readonly domain: string;
  /** Numbers that `generate` writes to `row.inputs`, from index 0. A narrower level is padded with zeros. */
  readonly inputWidth: number;
  /** Numbers that `generate` writes to `row.targets`, from index 0; 1 when left out. */
  readonly targetWidth?: number;
  /** All rows, where there is a list of them: held-out ones are then looked up rather than drawn, and may be fewer than wanted. */
  readonly rows?: LevelRows;
  /**
   * Writes one row, with no randomness but that of `random` and nothing remembered of earlier rows. About one row in eight is
   * held out by its inputs, so it may be called more than once for a row that is given out.
   */
  generate(random: Random, row: Row): void;
}
