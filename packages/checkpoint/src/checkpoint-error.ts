import { defineError, type ErrorClass } from '@graph/core';
import type { Difference } from './tree/compare-trees.js';

/**
 * What went wrong, for programs:
 *
 * - `STATE`: the tree holds something that cannot be saved and restored exactly.
 * - `OPTION`: an option or argument is unknown or outside its range.
 * - `LOCKED`: another process writes to this folder.
 * - `LOCK_LOST`: another process took the folder over; nothing more is written.
 * - `NOT_FOUND`: there is no such folder or checkpoint.
 * - `DAMAGED`: files are there, but no whole checkpoint could be read from them.
 * - `FORMAT`: written by a newer version or by something else, or there is no way to migrate it.
 * - `MISMATCH`: the checkpoint is whole but does not have the expected structure.
 * - `WRITE_FAILED`: a save or a deletion did not succeed; the cause explains why.
 * - `READ_ONLY`, `CLOSED`: the store was opened for reading, or is closed.
 * - `SAFETENSORS`: not a valid safetensors file, or one that cannot be written.
 */
export type CheckpointErrorCode =
  | 'STATE'
  | 'OPTION'
  | 'LOCKED'
  | 'LOCK_LOST'
  | 'NOT_FOUND'
  | 'DAMAGED'
  | 'FORMAT'
  | 'MISMATCH'
  | 'WRITE_FAILED'
  | 'READ_ONLY'
  | 'CLOSED'
  | 'SAFETENSORS';

type CheckpointErrorDetails = {
  /** With `MISMATCH` of a load with `like`: what is missing, extra, or of another type or length. */
  readonly differences?: readonly Difference[];
};

/**
 * Every error that this package throws on purpose.
 *
 * @example
 * try { … } catch (error) { if (CheckpointError.is(error) && error.code === 'LOCKED') … }
 */
export const CheckpointError: ErrorClass<CheckpointErrorCode, CheckpointErrorDetails> =
  defineError('CheckpointError');
export type CheckpointError = InstanceType<typeof CheckpointError>;

/** Refuses what was read from a file. */
export function damaged(what: string): never {
  throw new CheckpointError('DAMAGED', what);
}
