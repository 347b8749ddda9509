import type { TableFormat } from '../blocks/open-blocks.js';
import type { Notice } from '../schema/notice.js';
import type { ColumnType, TableSchema, Task } from '../schema/schema.js';
import type { StreamErrorCode } from '../stream-error.js';

/** What the first rows say about one column. */
export type ColumnCheck = {
  readonly name: string;
  /** `target` with what it is, or what the column is taken as. */
  readonly type: ColumnType | 'features';
  /** The task, where it is a target. */
  readonly task?: Task;
  /** How its values are written, where that is not the plain way. */
  readonly notation?: string;
  /** Why it is not learned from. */
  readonly reason?: string;
  /** Rows without a value, and different values among the others. */
  readonly missing: number;
  readonly distinct: number;
  /** Three values at most, the first ones, cut to a readable length. */
  readonly examples: readonly string[];
  /** What looks odd, with what would say otherwise. */
  readonly remarks: readonly string[];
};

/** What `checkTable` found. */
export type TableCheck = {
  readonly sources: readonly string[];
  readonly format: TableFormat | 'rows' | null;
  /** Rows that were looked at. */
  readonly rows: number;
  readonly columns: readonly ColumnCheck[];
  /** The schema that a run would start with; null where there would be no run. */
  readonly schema: TableSchema | null;
  /** What is said about the table as a whole. */
  readonly notices: readonly Notice[];
  /** What would end a run, each with what to do. */
  readonly problems: readonly { readonly code: StreamErrorCode; readonly message: string }[];
};
