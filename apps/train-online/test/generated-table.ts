import { Random } from '@graph/core';
import { parquetWriteBuffer } from 'hyparquet-writer';

/** One row of a made-up table: its columns depend on one another, so that there is something to learn. */
export type MadeRow = {
  readonly x: number;
  readonly y: number;
  readonly colour: string;
  readonly amount: number;
  readonly half: number;
  readonly flag: number;
  readonly opposite: number;
  readonly kind: string;
};

/** Makes rows: two numbers and a colour, and what follows from them. */
export function madeRows(count: number, seed = 1): MadeRow[] {
  const random = Random.fromSeed(seed, 'table');
  return Array.from({ length: count }, () => {
    const x = Math.round(2000 * random.float() - 1000) / 100;
    const y = Math.round(2000 * random.float() - 1000) / 100;
    const colour = ['red', 'green', 'blue'][random.below(3)]!;
    const amount = 500 + 20 * x + (colour === 'red' ? 100 : 0);
    const flag = x + y > 0 ? 1 : 0;
    const kind = x > 0 ? (colour === 'red' ? 'warm, right' : 'cold') : 'left';
    return { x, y, colour, amount, half: amount / 2, flag, opposite: 1 - flag, kind };
  });
}

/** Writes such columns of rows as CSV. */
export function toCsv(rows: readonly MadeRow[], columns: readonly (keyof MadeRow)[]): string {
  const cell = (value: string | number): string =>
    String(value).includes(',') ? `"${value}"` : String(value);
  return [columns.join(','), ...rows.map((row) => columns.map((name) => cell(row[name])).join(','))]
    .join('\n')
    .concat('\n');
}

/** Writes such columns of rows as JSON Lines. */
export function toJsonl(rows: readonly MadeRow[], columns: readonly (keyof MadeRow)[]): string {
  return rows
    .map((row) => `${JSON.stringify(Object.fromEntries(columns.map((name) => [name, row[name]])))}\n`)
    .join('');
}

/** Writes such columns of rows as Parquet, in several groups. */
export function toParquet(rows: readonly MadeRow[], columns: readonly (keyof MadeRow)[]): Uint8Array {
  return new Uint8Array(
    parquetWriteBuffer({
      columnData: columns.map((name) => ({ name, data: rows.map((row) => row[name]) })),
      rowGroupSize: 100,
    }),
  );
}
