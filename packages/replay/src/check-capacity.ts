import { ReplayError } from './errors.js';

/** @throws ReplayError `OPTIONS` unless it is a capacity that a memory can have. */
export function checkCapacity(capacity: number): void {
  if (!(Number.isSafeInteger(capacity) && capacity >= 1 && capacity < 2 ** 31))
    throw new ReplayError(
      'OPTIONS',
      `the capacity is ${capacity}, wanted a whole number of rows from 1 to 2^31 - 1`,
    );
}
