const MARKER = Symbol.for('@graph/evaluation.EvaluationError');

/** What went wrong: an option, a value of a row, the shape of an argument, or a state that is not of this class. */
export type EvaluationErrorCode = 'OPTION' | 'VALUE' | 'SHAPE' | 'STATE';

/** Says what was given, what was wanted and what to do. Whatever throws it is unchanged. */
export class EvaluationError extends Error {
  override readonly name: string = 'EvaluationError';
  readonly code: EvaluationErrorCode;

  constructor(code: EvaluationErrorCode, message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.code = code;
    Object.defineProperty(this, MARKER, { value: true });
  }

  /** Tells whether `value` is an error of this package, from whichever copy of it. */
  static is(value: unknown): value is EvaluationError {
    return typeof value === 'object' && value !== null && MARKER in value;
  }
}
