import type { StateTree } from '@graph/core';
import type { RowWriterState, TableBatch } from '@graph/stream';
import type { AnsweredRows } from '../rows/answered-rows.js';
import type { TableWords } from './table-codec.js';

/** Where the rows of a table come from: read from a source, or written one by one. */
export type RowFeed = TableWords & {
  readonly rawWidth: number;
  readonly domains: readonly string[];
  /** Rows that were passed over; missing where rows are pushed. */
  readonly passedOver?: { readonly badRows: number; readonly unlabelledRows: number };
  /** Appends the next rows, at most `count`; fewer only at the end. Missing where rows are pushed. */
  read?(batch: TableBatch, count: number): Promise<number>;
  /** Called with rows that were read and have been predicted, before any of them is learned from. */
  answered?(rows: AnsweredRows): void;
  /** The state of a `RowWriter` that writes rows as this feed reads them: schema, words and labels. */
  state(): RowWriterState;
  /** One more whenever the schema has grown while rows were read; missing where it cannot. */
  readonly revision?: number;
  /** The raw target that stands for one from before the target was found to be of another kind; missing where they are the same. */
  classOf?(target: number): number;
  /** Where it is in its source. */
  position?(): StateTree;
  close?(): Promise<void>;
};
