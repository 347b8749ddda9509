const MARKER = Symbol.for('@graph/learner/LearnerError');

/**
 * What can go wrong while learning:
 * `BATCH` more or fewer rows than there can be · `NON_FINITE` a loss that is NaN or infinite: nothing was changed ·
 * `OPTION` a number out of range · `SHAPE` columns that do not fit the network · `STATE` a value that is no saved
 * state · `UNSUPPORTED` an engine without WebAssembly SIMD.
 */
export type LearnerErrorCode = 'BATCH' | 'NON_FINITE' | 'OPTION' | 'SHAPE' | 'STATE' | 'UNSUPPORTED';

/** Says why the learner cannot go on. */
export class LearnerError extends Error {
  override readonly name = 'LearnerError';
  readonly code: LearnerErrorCode;
  /** The row of the batch that is to blame, counted from 0. */
  readonly row: number | undefined;

  constructor(code: LearnerErrorCode, message: string, options: { row?: number; cause?: unknown } = {}) {
    super(message, 'cause' in options ? { cause: options.cause } : undefined);
    this.code = code;
    this.row = options.row;
    Object.defineProperty(this, MARKER, { value: true });
  }

  /** Tells whether `value` is a LearnerError, of this copy of the package or of another one. */
  static is(value: unknown): value is LearnerError {
    return typeof value === 'object' && value !== null && MARKER in value;
  }
}
