import type { OptionNames } from '@graph/core';
import { check } from '../check.js';
import { type Query, RowReader } from './query.js';

/** Where a group of workers keeps its things. */
export type PostgresOptions = {
  readonly query: Query;
  /** Names the group: several may share a database. Any text that is not empty. */
  readonly group: string;
  /** How many partitions there are, a whole number ≥ 1. Wanted when the group is made, and then fixed. Default 64 for a new one. */
  readonly partitions?: number;
};

const NAMES: OptionNames<PostgresOptions> = { query: true, group: true, partitions: true };

/** Partitions of a new group: more than there will be workers. */
const PARTITIONS = 64;

/** @throws KeyedError `OPTION` */
export function checkPostgresOptions(owner: string, options: PostgresOptions): void {
  check.names(owner, options, NAMES);
  const { group, partitions = 1 } = options;
  if (typeof group !== 'string' || group === '' || group.includes('\0'))
    throw check.error(`group is ${JSON.stringify(group)}, wanted a name`);
  check.wholeNumber('partitions', partitions, { min: 1, max: 100_000 });
}

/**
 * Makes tables and the rows of a group's partitions, unless they are there.
 *
 * @param table - that has a row for each partition, with the columns `grp` and `p`.
 * @returns how many partitions there are.
 */
export async function openGroup(
  { query, group, partitions }: PostgresOptions,
  tables: readonly string[],
  table: string,
): Promise<number> {
  for (const text of tables) await createTable(query, text);
  const count = async (): Promise<number> => {
    const { rows } = await query(`SELECT count(*) AS n FROM ${table} WHERE grp = $1`, [group]);
    return new RowReader(rows[0]).number('n');
  };
  if ((await count()) === 0)
    // Two that open a new group at once insert the same rows, or all but those that there are.
    await query(
      `INSERT INTO ${table} (grp, p) SELECT $1::text, p FROM generate_series(0, $2::int - 1) AS p
       WHERE NOT EXISTS (SELECT FROM ${table} WHERE grp = $1::text) ON CONFLICT DO NOTHING`,
      [group, partitions ?? PARTITIONS],
    );
  const found = await count();
  if (partitions !== undefined && found !== partitions)
    throw check.error(
      `the group ${group} has ${found} partitions, wanted ${partitions}: their number is fixed; begin another group`,
    );
  return found;
}

/** `IF NOT EXISTS` may fail where two do it at once: the second time it is there. */
async function createTable(query: Query, text: string): Promise<void> {
  try {
    await query(text, []);
  } catch {
    await query(text, []);
  }
}

/** @throws KeyedError `OPTION` unless it is one of so many. */
export function checkPartition(partition: number, partitions: number): void {
  if (Number.isInteger(partition) && partition >= 0 && partition < partitions) return;
  throw check.error(`partition is ${partition}, wanted a whole number from 0 to ${partitions - 1}`);
}
