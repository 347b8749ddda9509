/**
 * From CSV, JSONL or Parquet to batches a network can learn from, online and resumable.
 *
 * @packageDocumentation
 */
export type { SourcePosition } from './blocks/block-reader.js';
export type { ReadOptions, TableFormat, TableSource } from './blocks/open-blocks.js';
export type { RowFault } from './blocks/row-block.js';
export type { ByteSource } from './bytes/byte-source.js';
export { checkTable } from './checking/check-table.js';
export type { ColumnCheck, TableCheck } from './checking/table-check.js';
export type { EncodedBatch, RawRows } from './encode/encoded-batch.js';
export { type RawColumn, rawColumns } from './encode/raw-columns.js';
export { TableEncoder } from './encode/table-encoder.js';
export type {
  ColumnStatistics,
  TableEncoderOptions,
  TableEncoderState,
  WildCounts,
} from './encode/table-encoder-options.js';
export type { LabelColumns } from './encode/target-writer.js';
export type { RowSource } from './objects/row-source.js';
export type { LabelWord } from './rows/labels.js';
export { RowWriter } from './rows/row-writer.js';
export type { RowWriterOptions } from './rows/row-writer-options.js';
export type { RowWriterState } from './rows/row-writer-state.js';
export type { WriteOptions, WriteResult } from './rows/write-result.js';
export type { Notice } from './schema/notice.js';
export { readSchema } from './schema/read-schema.js';
export type { ColumnSchema, ColumnType, Cycle, TableSchema, TargetSchema, Task } from './schema/schema.js';
export type { SchemaOptions } from './schema/schema-options.js';
export { StreamError, type StreamErrorCode, type StreamErrorPlace } from './stream-error.js';
export { createTableBatch, type TableBatch } from './table/table-batch.js';
export type { BadRow, TableOptions } from './table/table-options.js';
export { TableReader } from './table/table-reader.js';
export type { TableReaderState } from './table/table-reader-state.js';
export type { DateNotation, NumberNotation } from './values/notation.js';
