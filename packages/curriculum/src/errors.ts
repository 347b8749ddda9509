/** What went wrong: an option, a level, a batch, a call of `observe`, or a state that was put back. */
export type CurriculumErrorCode = 'OPTION' | 'LEVEL' | 'BATCH' | 'OBSERVATION' | 'STATE';

const MARKER = Symbol.for('@graph/curriculum/error');

/** The one error of this package; `code` says what kind, the message what was given, what was wanted and what to do. */
export class CurriculumError extends Error {
  override readonly name = 'CurriculumError';
  readonly code: CurriculumErrorCode;

  constructor(code: CurriculumErrorCode, message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.code = code;
    Object.defineProperty(this, MARKER, { value: true });
  }

  /** Tells whether `value` is such an error, also when two copies of the package are loaded. */
  static is(value: unknown): value is CurriculumError {
    return typeof value === 'object' && value !== null && MARKER in value;
  }
}
