import { OptionChecks } from '@graph/core';
import { ReplayError } from './replay-error.js';

/** The checks of options in this package. */
export const check: OptionChecks = new OptionChecks(ReplayError);

/** Checks how many rows a memory may hold. */
export function checkCapacity(capacity: number): void {
  check.wholeNumber('capacity', capacity, { min: 1, max: 2 ** 31 - 1 });
}
