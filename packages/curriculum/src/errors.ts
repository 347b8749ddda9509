import { defineError, type ErrorClass } from '@graph/core';

/**
 * What went wrong: `OPTION` an option, `LEVEL` a level that cannot be used, `SHAPE` a batch of other widths or without
 * room, `OBSERVATION` a call of `observe`, `STATE` a value that is not a saved state, or one of other options.
 */
export type CurriculumErrorCode = 'OPTION' | 'LEVEL' | 'SHAPE' | 'OBSERVATION' | 'STATE';

/** The one error of this package; `code` says what kind, the message what was given, what was wanted and what to do. */
export const CurriculumError: ErrorClass<CurriculumErrorCode> = defineError('CurriculumError');
export type CurriculumError = InstanceType<typeof CurriculumError>;
