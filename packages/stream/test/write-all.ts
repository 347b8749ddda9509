import type { RowWriter, TableBatch, WriteOptions } from '../src/index.ts';

/** A raw row as plain values, and its label. */
export type WrittenRow = { readonly inputs: number[]; readonly truths: number[] };

/** Writes one object, growing as often as it takes, and returns its raw row. */
export function writeRow(writer: RowWriter, row: unknown, options?: WriteOptions): WrittenRow {
  let batch = writer.createBatch(1);
  let result = writer.write(row, batch, options);
  for (let tries = 0; result === 'grown'; tries += 1) {
    if (tries > 20) throw new Error('the schema grows for ever');
    batch = writer.createBatch(1);
    result = writer.write(row, batch, options);
  }
  if (result !== 'written') throw new Error(result.message);
  return written(batch);
}

function written(batch: TableBatch): WrittenRow {
  return { inputs: [...batch.inputs.data], truths: [...batch.truths] };
}
