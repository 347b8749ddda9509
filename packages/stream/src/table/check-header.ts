import type { TableSchema } from '../schema/schema.js';
import { StreamError } from '../stream-error.js';

/**
 * Refuses a source whose header shares nothing with the table that is read, or lacks a target that is learned: most often its
 * first row stands where the header should.
 *
 * @throws StreamError `COLUMN`.
 */
export function checkHeader(
  header: readonly string[] | undefined,
  schema: TableSchema,
  source: string,
  isLearning: boolean,
): void {
  if (header === undefined) return;
  const found = new Set(header);
  const targets = schema.targets.map(({ name }) => name);
  const columns = schema.columns.filter(({ type }) => type !== 'ignored' && type !== 'gap');
  const lost = isLearning ? targets.find((name) => !found.has(name)) : undefined;
  const isOther =
    columns.length > 0 && columns.every(({ name, type }) => type !== 'features' && !found.has(name));
  if (lost === undefined && !isOther) return;
  const names = [...columns.map(({ name }) => name), ...(isLearning ? targets : [])];
  const what =
    lost === undefined ? 'none of the columns that were learned from' : `no column "${lost}", the target`;
  throw new StreamError(
    'COLUMN',
    `${source} has ${what}; its header names ${listOf(header)}. If that is a row, write the header above it: ${listOf(names)}`,
  );
}

function listOf(names: readonly string[]): string {
  const shown = names.slice(0, 8).map((name) => JSON.stringify(name));
  return names.length > shown.length ? `${shown.join(', ')}, … (${names.length})` : shown.join(', ');
}
