import type { OptionNames } from '@graph/core';
import { check, checkCapacity } from '../check.js';

/** What the memories of a bank are: all alike. */
export type ReplayBankOptions = {
  /** Numbers of a row, a whole number ≥ 1. */
  readonly width: number;
  /** Rows that a memory holds, a whole number ≥ 1. */
  readonly capacity: number;
  /**
   * What to forget when a memory is full: the oldest row, or a random one, so that what is held is a uniform sample of all rows
   * that came (Vitter 1985, algorithm R). Default `fifo`.
   */
  readonly eviction?: 'fifo' | 'reservoir';
};

const NAMES: OptionNames<ReplayBankOptions> = { width: true, capacity: true, eviction: true };

/** The most bytes that one memory may take. */
const MOST_BYTES = 2 ** 30;

/** Checks the options of a bank. @throws ReplayError `OPTION` */
export function checkReplayBankOptions(options: ReplayBankOptions): Required<ReplayBankOptions> {
  check.names('ReplayBank', options, NAMES);
  const { width, capacity, eviction = 'fifo' } = options;
  check.wholeNumber('width', width, { min: 1 });
  checkCapacity(capacity);
  check.oneOf('eviction', eviction, ['fifo', 'reservoir']);
  if (4 * width * capacity > MOST_BYTES)
    throw check.error(
      `${capacity} rows of ${width} numbers are ${4 * width * capacity} bytes, wanted at most ${MOST_BYTES} for a memory of a bank`,
    );
  return { width, capacity, eviction };
}
