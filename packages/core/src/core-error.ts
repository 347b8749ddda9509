import { defineError, type ErrorClass } from './define-error.js';

/**
 * What went wrong: `OPTION` a value outside its range, `STATE` a value that is not a saved state of that kind, `UNSUPPORTED`
 * an engine that cannot do what is needed.
 */
export type CoreErrorCode = 'OPTION' | 'STATE' | 'UNSUPPORTED';

/** The error of this package. Other packages throw their own, with this one as its `cause` where it was the reason. */
export const CoreError: ErrorClass<CoreErrorCode> = defineError('CoreError');
export type CoreError = InstanceType<typeof CoreError>;
