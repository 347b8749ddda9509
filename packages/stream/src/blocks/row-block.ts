/** What a cell holds: nothing, a number, or text that the encoder has still to make sense of. */
export const CELL = { missing: 0, number: 1, text: 2, boolean: 3 } as const;

/** One column of a block of rows. */
export type Cells = {
  /** One of {@link CELL} per row. */
  readonly kinds: Uint8Array;
  /** The value where the kind is number or boolean (0 or 1). */
  readonly numbers: Float64Array;
  /** The value where the kind is text. */
  readonly texts: string[];
};

/** Why a row could not be cut into cells. */
export type RowFault = {
  readonly code: 'BAD_ROW' | 'RECORD_TOO_LONG';
  readonly message: string;
  readonly column?: string;
  readonly value?: string;
};

/**
 * A block of rows as they come from a source, column by column, allocated once and refilled. It belongs to the reader
 * that fills it; the async boundary is one call per block, not per row.
 */
export class RowBlock {
  readonly capacity: number;
  /** The names of `columns`; the same array as long as the columns are the same. */
  fields: readonly string[] = [];
  readonly columns: Cells[] = [];
  /** Rows in use. */
  size = 0;
  /** The line (or row number) on which each row starts, from 1. */
  readonly lines: Float64Array;
  /** The line at which the next row starts. */
  readonly nextLines: Float64Array;
  /** Where the source would have to resume after each row: a byte, or a row number. */
  readonly ends: Float64Array;
  /** The rows that could not be cut, by their index in the block. */
  readonly faults: Map<number, RowFault> = new Map();
  /** Rows that came as objects, before columns were chosen; `isCut` where there were more columns than a block can have. */
  kept: { readonly rows: unknown[]; isCut: boolean } | undefined;
  /** `data` `[capacity, width]`: what has no column of its own, added up by its hash. */
  features: { readonly width: number; readonly data: Float32Array } | undefined;

  constructor(capacity: number) {
    this.capacity = capacity;
    this.lines = new Float64Array(capacity);
    this.nextLines = new Float64Array(capacity);
    this.ends = new Float64Array(capacity);
  }

  /** Forgets all rows. */
  clear(): void {
    this.size = 0;
    this.faults.clear();
  }

  /** Names the columns, and makes those that are not there yet. */
  useFields(fields: readonly string[]): void {
    this.fields = fields;
    while (this.columns.length < fields.length) this.columns.push(this.createCells());
  }

  /** Makes one more column, all of it missing. */
  createCells(): Cells {
    return {
      kinds: new Uint8Array(this.capacity),
      numbers: new Float64Array(this.capacity),
      texts: [],
    };
  }
}
