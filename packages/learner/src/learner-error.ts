import { defineError, type ErrorClass } from '@graph/core';

/**
 * What can go wrong while learning:
 * `BATCH` more or fewer rows than there can be · `MEMORY` the engine does not give the `bytes` that the kernels need, or
 * no address space for another network or linear model · `NON_FINITE` a loss, an answer or a target that is NaN or infinite:
 * nothing was changed · `OPTION` an option out of range, or unknown · `SHAPE` columns that do not fit the network, or a row or
 * a class that does not fit the linear model · `STATE` a value that is not a saved state of that kind · `UNSUPPORTED` an
 * engine that cannot run the kernels; the cause says why.
 */
export type LearnerErrorCode =
  | 'BATCH'
  | 'MEMORY'
  | 'NON_FINITE'
  | 'OPTION'
  | 'SHAPE'
  | 'STATE'
  | 'UNSUPPORTED';

/** What a LearnerError says beside its code. */
export type LearnerErrorDetails = {
  /** Of `NON_FINITE`: the row of the batch that is to blame, counted from 0; undefined if it was a rehearsed one. */
  readonly row?: number;
  /** Of `MEMORY`: how many bytes were asked for. */
  readonly bytes?: number;
};

/** The error of this package, but for what is wrong with a graph; recognise it with `LearnerError.is`. */
export const LearnerError: ErrorClass<LearnerErrorCode, LearnerErrorDetails> = defineError('LearnerError');
export type LearnerError = InstanceType<typeof LearnerError>;
