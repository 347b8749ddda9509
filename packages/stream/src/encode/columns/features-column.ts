import type { RawColumn } from './raw-column.js';

/** The features of sparse rows: `buckets` raw values that the reader of the rows has added up by their hashes. */
export class FeaturesColumn implements RawColumn {
  readonly name: string;
  readonly width: number;

  constructor(column: { readonly name: string; readonly buckets: number }) {
    this.name = column.name;
    this.width = column.buckets;
  }

  /** Writes that the row has no features: a source that is not sparse has none. */
  write(_cells: unknown, _row: number, data: Float32Array, at: number): undefined {
    data.fill(0, at, at + this.width);
  }

  takes(): boolean {
    return false;
  }
}
