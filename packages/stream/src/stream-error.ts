import { defineError, type ErrorClass } from '@graph/core';

/**
 * What went wrong, for a program to branch on:
 *
 * - `OPTION`: an option is unknown or outside its range, or two of them contradict each other;
 * - `SOURCE`: the bytes could not be read;
 * - `FORMAT`: the bytes are not the format they were taken for (not UTF-8 text, damaged gzip or Parquet);
 * - `EMPTY`: there is no row to learn from;
 * - `COLUMN`: a column that was asked for is missing;
 * - `BAD_ROW`: a row cannot be used, and bad rows are to stop the run;
 * - `RECORD_TOO_LONG`: one record is longer than `maxRecordBytes`;
 * - `SCHEMA`: a schema is not valid, or is not the growth of the one before;
 * - `SHAPE`: a batch does not have the columns that were wanted, or no room;
 * - `STATE`: a saved state is not one of this class;
 * - `POSITION`: the source does not reach, or does not match, the position to resume from.
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
  /** The value that was found there, cut to a readable length. */
  readonly value?: string;
};

/** The one error of this package; `code` says what went wrong, `place` where, if that is known. */
export const StreamError: ErrorClass<StreamErrorCode, { readonly place?: StreamErrorPlace }> =
  defineError('StreamError');
export type StreamError = InstanceType<typeof StreamError>;
