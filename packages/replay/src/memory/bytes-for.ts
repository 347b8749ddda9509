import { check } from '../check.js';
import { recordLayout } from '../records/record-layout.js';
import type { Schema } from '../records/schema.js';

/**
 * Returns the bytes that a memory of `capacity` such rows takes under `fifo` when it is full: the records, and 9 bytes
 * a row for priorities and counts. Other policies take up to 20 bytes a row more (ids and their index), `balanced`
 * draws about 20.
 *
 * @throws ReplayError `SCHEMA` or `OPTION` if the schema or the capacity is wrong.
 */
export function bytesFor(schema: Schema, capacity: number): number {
  check.wholeNumber('capacity', capacity, { min: 1 });
  return capacity * (recordLayout(schema).stride + 9);
}
