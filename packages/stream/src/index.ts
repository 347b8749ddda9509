/**
 * From CSV, JSONL or Parquet to batches a network can learn from, online and resumable.
 *
 * @packageDocumentation
 */
export type { SourcePosition } from './block-reader.js';
export type { ByteSource } from './bytes/byte-source.js';
export type { EncodedBatch, RawRows } from './encoded-batch.js';
export { StreamError, type StreamErrorCode, type StreamErrorPlace } from './errors.js';
export type { SchemaOptions } from './infer-schema.js';
export type { ReadOptions, TableFormat, TableSource } from './open-blocks.js';
export { readSchema } from './read-schema.js';
export type { RowSource } from './row-source.js';
export type { ColumnSchema, ColumnType, Cycle, TableSchema, TargetSchema, Task } from './schema.js';
export { createTableBatch, type TableBatch } from './table-batch.js';
export {
  TableEncoder,
  type TableEncoderOptions,
  type TableEncoderState,
} from './table-encoder.js';
export type { BadRow, TableOptions } from './table-options.js';
export { TableReader } from './table-reader.js';
export type { TableReaderState } from './table-reader-state.js';
