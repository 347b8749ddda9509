/**
 * From CSV, JSONL or Parquet to batches a network can learn from, online and resumable.
 *
 * @packageDocumentation
 */
export type { SourcePosition } from './block-reader.js';
export type { ByteSource } from './bytes/byte-source.js';
export { StreamError, type StreamErrorCode, type StreamErrorPlace } from './errors.js';
export type { SchemaOptions } from './infer-schema.js';
export type { ReadOptions, TableFormat, TableSource } from './open-blocks.js';
export { readSchema } from './read-schema.js';
export type { RowSource } from './row-source.js';
export type { ColumnSchema, ColumnType, Cycle, TableSchema, TargetSchema, Task } from './schema.js';
export { createTableBatch, type TableBatch } from './table-batch.js';
export {
  type EncodedBatch,
  type RawRows,
  TableEncoder,
  type TableEncoderOptions,
  type TableEncoderState,
} from './table-encoder.js';
export { type BadRow, type TableOptions, TableReader, type TableReaderState } from './table-reader.js';
