import { defineError, type ErrorClass } from '@graph/core';

/** What went wrong: `OPTION` a value that is unknown or out of range · `STATE` a value that is not a saved history. */
export type ReportErrorCode = 'OPTION' | 'STATE';

/** The error of this package. What has thrown it is unchanged. */
export const ReportError: ErrorClass<ReportErrorCode> = defineError('ReportError');
export type ReportError = InstanceType<typeof ReportError>;
