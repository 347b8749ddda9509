import type { RowBlock } from './row-block.js';

/** The position in a source: what a reader needs to resume exactly after the last row that was taken. */
export type SourcePosition = {
  /** Which of the sources, from 0. */
  readonly source: number;
  /** CSV and JSONL: a byte of the (unpacked) text. Parquet and row objects: a row. */
  readonly offset: number;
  /** The line, or row, that comes next, from 1. */
  readonly line: number;
};

/**
 * The columns that are wanted, each with whether only numbers are of use in it, so that their text need not be kept. A
 * cell that is not a number still comes as text.
 */
export type ChosenColumns = ReadonlyMap<string, 'number' | 'any'>;

/** One source cut into blocks of rows. Every format is one of these. */
export interface BlockReader {
  /** Appends the rows that come next, one at least and as many as are there; false at the end. `block` has room. */
  next(block: RowBlock): Promise<boolean>;
  /**
   * Chooses the columns that are of use from now on; others need not be read, only named in `unchosen`.
   *
   * @param features - how many inputs all other columns share by their hash; 0 by default: they are passed over.
   */
  choose(columns: ChosenColumns, features?: number): void;
  /** Reads the rows of a block that came before the choice once more, with it; only where rows are objects. */
  rewrite?(block: RowBlock): void;
  /** The names of all its columns, where it says them before its rows. */
  readonly header?: readonly string[];
  /** What was passed over in the source, or is odd about it, in sentences. */
  readonly remarks?: readonly string[];
  /** Columns that were met and not chosen, the first hundred of them. */
  readonly unchosen: ReadonlySet<string>;
  /** Resumes at a position that an earlier reader of the same data gave. */
  seek(offset: number, line: number): Promise<void>;
  /** Closes the source. */
  close(): Promise<void>;
}
