import { defineError, type ErrorClass } from '@graph/core';

/**
 * What went wrong: `OPTION` an option, `VALUE` a value of a row, `SHAPE` the length of an array, `STATE` a value that is
 * not a saved state of that class.
 */
export type EvaluationErrorCode = 'OPTION' | 'VALUE' | 'SHAPE' | 'STATE';

/** The error of this package: says what was given, what was wanted and what to do. Whatever throws it is unchanged. */
export const EvaluationError: ErrorClass<EvaluationErrorCode> = defineError('EvaluationError');
export type EvaluationError = InstanceType<typeof EvaluationError>;
