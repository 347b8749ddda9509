import type { Difference } from './compare-trees.js';

/**
 * What went wrong, for programs:
 *
 * - `STATE`: the tree holds something that cannot be saved and restored exactly.
 * - `OPTIONS`: an option or argument is outside its range.
 * - `LOCKED`: another process writes to this folder.
 * - `LOCK_LOST`: another process took the folder over; nothing more is written.
 * - `NOT_FOUND`: there is no such folder or checkpoint.
 * - `DAMAGED`: files are there, but no whole checkpoint could be read from them.
 * - `FORMAT`: written by a newer version, or by something else.
 * - `MISMATCH`: the checkpoint is whole but does not have the expected structure.
 * - `WRITE_FAILED`: a save or a deletion did not succeed; the cause says why.
 * - `READ_ONLY`, `CLOSED`: the store was opened for reading, or is closed.
 * - `SAFETENSORS`: not a valid safetensors file, or one that cannot be written.
 */
export type CheckpointErrorCode =
  | 'STATE'
  | 'OPTIONS'
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

const marker: symbol = Symbol.for('@graph/checkpoint.CheckpointError');

/**
 * Every error that this package throws on purpose.
 *
 * @example
 * try { … } catch (error) { if (CheckpointError.is(error) && error.code === 'LOCKED') … }
 */
export class CheckpointError extends Error {
  override readonly name: string = 'CheckpointError';
  readonly code: CheckpointErrorCode;
  /** With `MISMATCH`: what is missing, extra, or of another type or length. */
  readonly differences: readonly Difference[];

  constructor(
    code: CheckpointErrorCode,
    message: string,
    options?: { readonly cause?: unknown; readonly differences?: readonly Difference[] },
  ) {
    super(message, options);
    this.code = code;
    this.differences = options?.differences ?? [];
    Object.defineProperty(this, marker, { value: true });
  }

  /** Says whether a caught value is one of these, also across copies of this package. */
  static is(error: unknown): error is CheckpointError {
    return typeof error === 'object' && error !== null && marker in error;
  }
}
