import { defineError, type ErrorClass } from '@graph/core';

/**
 * What went wrong: `BATCH` a batch that has no room for what is asked of it, `OPTION` an option that is unknown, out of its
 * range or not to be had here, `PRIORITY` a priority that is negative or not finite, `SCHEMA` fields that cannot be stored,
 * `SHAPE` columns that are not those of the schema, `STATE` a value that is not a saved state, `STRATEGY` a strategy that does
 * not fit the memory.
 */
export type ReplayErrorCode = 'BATCH' | 'OPTION' | 'PRIORITY' | 'SCHEMA' | 'SHAPE' | 'STATE' | 'STRATEGY';

/** The one error of this package; its message says what was given, what was wanted and what to do. */
export const ReplayError: ErrorClass<ReplayErrorCode> = defineError('ReplayError');
export type ReplayError = InstanceType<typeof ReplayError>;
