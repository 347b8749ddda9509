/** What can go wrong, one code for each kind. */
export type ReplayErrorCode = 'BATCH' | 'OPTIONS' | 'PRIORITY' | 'SCHEMA' | 'SHAPE' | 'STATE' | 'STRATEGY';

const MARKER = Symbol.for('@graph/replay/error');

/** The one error of this package; its message says what was given, what was wanted and what to do. */
export class ReplayError extends Error {
  override readonly name = 'ReplayError';
  /** The kind of failure, for programs. */
  readonly code: ReplayErrorCode;

  constructor(code: ReplayErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    Object.defineProperty(this, MARKER, { value: true });
  }

  /** Tells whether `error` is a ReplayError, of this copy of the package or of another one. */
  static is(error: unknown): error is ReplayError {
    return typeof error === 'object' && error !== null && MARKER in error;
  }
}
