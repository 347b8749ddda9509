import { defineError, type ErrorClass } from '@graph/core';

/**
 * What went wrong: `OPTION` an option that is unknown or out of range · `ROWS` rows that cannot be learned from · `STATE` a
 * value that is not a saved state, or is one of another method.
 */
export type MethodsErrorCode = 'OPTION' | 'ROWS' | 'STATE';

/** The error of this package. What has thrown it is unchanged. */
export const MethodsError: ErrorClass<MethodsErrorCode> = defineError('MethodsError');
export type MethodsError = InstanceType<typeof MethodsError>;
