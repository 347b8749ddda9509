import type { Row } from '@graph/online';
import { type TableOptions, TableReader, type TableSchema, type TableSource } from '@graph/stream';
import { UsageError } from '../settings/usage-error.js';
import { hasNewWords, readingSchema, rowOf, type Words } from './reading-schema.js';

/** Rows that are read at once. */
const BATCH_ROWS = 2000;

/** One row of a table, with whose it is and where it stood. */
export type KeyRow = { readonly key: string; readonly line: number; readonly row: Row };

/** What was passed over. */
export type Passed = { badRows: number; unlabelledRows: number };

/**
 * Reads the rows of one source as objects.
 *
 * @param schema - of the models.
 * @throws StreamError for what cannot be read. UsageError for a row without a key, unless bad rows are passed over.
 */
export async function* keyRows(
  source: TableSource,
  schema: TableSchema,
  key: string,
  options: TableOptions,
  passed: Passed,
): AsyncGenerator<readonly KeyRow[]> {
  const own = readingSchema(schema, key);
  const reader = await TableReader.open(source, { ...options, schema: own });
  const batch = reader.createBatch(BATCH_ROWS);
  let words: Words = { categories: {}, classes: [] };
  let keyless = 0;
  try {
    for (; (await reader.read(batch, BATCH_ROWS)) > 0; batch.size = 0) {
      if (hasNewWords(batch, own, words)) words = JSON.parse(reader.state().vocabulary) as Words;
      const rows: KeyRow[] = [];
      for (let at = 0; at < batch.size; at += 1) {
        const found = rowOf(batch, at, own, words);
        const line = batch.lines[at]!;
        if (found.key !== undefined) rows.push({ key: found.key, line, row: found.row });
        else if (options.onBadRow === 'skip') keyless += 1;
        else throw new UsageError(`${source.name} line ${line}: no value in the column of keys, "${key}"`);
      }
      yield rows;
    }
  } finally {
    passed.badRows += reader.badRows + keyless;
    passed.unlabelledRows += reader.unlabelledRows;
    await reader.close();
  }
}
