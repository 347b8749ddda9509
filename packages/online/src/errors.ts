import { defineError, type ErrorClass } from '@graph/core';

/**
 * What went wrong: `OPTION` an option that is unknown or out of range · `ROW` a row or a label that cannot be used ·
 * `STATE` a value that is not a saved state.
 */
export type OnlineErrorCode = 'OPTION' | 'ROW' | 'STATE';

/** The error of this package. What has thrown it is unchanged; `column` says which value of a row is to blame. */
export const OnlineError: ErrorClass<OnlineErrorCode, { readonly column?: string }> =
  defineError('OnlineError');
export type OnlineError = InstanceType<typeof OnlineError>;
