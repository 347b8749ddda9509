/**
 * What went wrong, for a program to branch on:
 *
 * - `OPTION`: an option is outside its range, or two of them contradict each other;
 * - `SOURCE`: the bytes could not be read;
 * - `FORMAT`: the bytes are not the format they were taken for (not UTF-8 text, damaged gzip or Parquet);
 * - `EMPTY`: there is no row to learn from;
 * - `COLUMN`: a column that was asked for is not there;
 * - `BAD_ROW`: a row cannot be used, and bad rows are to stop the run;
 * - `RECORD_TOO_LONG`: one record is longer than `maxRecordBytes`;
 * - `SCHEMA`: a schema is not valid;
 * - `SHAPE`: a batch does not have the columns that were wanted;
 * - `STATE`: a saved state is not one of this class;
 * - `POSITION`: the source does not reach, or does not match, the position to go on from.
 */
export type StreamErrorCode =
  | 'OPTION'
  | 'SOURCE'
  | 'FORMAT'
  | 'EMPTY'
  | 'COLUMN'
  | 'BAD_ROW'
  | 'RECORD_TOO_LONG'
  | 'SCHEMA'
  | 'SHAPE'
  | 'STATE'
  | 'POSITION';

/** Where in a source an error was met, as far as it is known. */
export type StreamErrorPlace = {
  /** The name of the source, a path for instance. */
  readonly source?: string;
  /** The line (CSV, JSONL) or the row (Parquet, row objects), from 1. */
  readonly line?: number;
  readonly column?: string;
  /** What stood there, cut to a readable length. */
  readonly value?: string;
};

const MARKER = Symbol.for('@graph/stream/StreamError');

/** The one error of this package; `code` says what went wrong, `place` where. */
export class StreamError extends Error {
  override readonly name = 'StreamError';
  readonly code: StreamErrorCode;
  readonly place: StreamErrorPlace;

  constructor(
    code: StreamErrorCode,
    message: string,
    options: { readonly cause?: unknown; readonly place?: StreamErrorPlace } = {},
  ) {
    super(message, 'cause' in options ? { cause: options.cause } : undefined);
    this.code = code;
    this.place = options.place ?? {};
    Object.defineProperty(this, MARKER, { value: true });
  }

  /** Tells whether `value` is a StreamError, of this or another copy of the package. */
  static is(value: unknown): value is StreamError {
    return typeof value === 'object' && value !== null && MARKER in value;
  }
}
