import { Random } from '@graph/core';
import { TableReader, type TableSchema } from '@graph/stream';
import { OnlineModel, type OnlineModelOptions } from '../src/index.ts';

/** A row of a table: its target is `y`. */
export type TableRow = Readonly<Record<string, number | boolean | string>>;

/** A standard normal number, near enough: the sum of twelve uniform ones. */
export function normal(random: Random): number {
  let sum = -6;
  for (let at = 0; at < 12; at += 1) sum += random.float();
  return sum;
}

/** Makes rows whose numbers are drawn by `row`, the same ones at every call. */
export function rowsOf(
  name: string,
  count: number,
  row: (random: Random, at: number) => TableRow,
): TableRow[] {
  const random = Random.fromSeed(1, 'wild', name);
  return Array.from({ length: count }, (_, at) => row(random, at));
}

/**
 * Puts wild values of 10³ to 10³⁰ deviations into a thousandth of the cells that hold numbers, and into all of those of the rows given.
 *
 * @returns the rows, and which of them have no wild value.
 */
export function spiked(
  rows: readonly TableRow[],
  wholly: readonly number[],
  scale: number,
): { readonly rows: TableRow[]; readonly isClean: boolean[] } {
  const random = Random.fromSeed(2, 'spikes');
  const isClean = rows.map(() => true);
  const changed = rows.map((row, at) => {
    const whole = wholly.includes(at);
    const cells = Object.entries(row).map(([name, value]) => {
      const isDrawn = random.below(1000) === 0;
      const [size, sign] = [3 + random.below(28), random.below(2) * 2 - 1];
      if (typeof value !== 'number' || !(whole || isDrawn)) return [name, value];
      isClean[at] = false;
      return [name, sign * scale * 10 ** size];
    });
    return Object.fromEntries(cells) as TableRow;
  });
  return { rows: changed, isClean };
}

/** What was predicted of each row before it was learned. */
export function predictions(
  options: Partial<OnlineModelOptions>,
  rows: readonly TableRow[],
): { readonly model: OnlineModel; readonly values: readonly unknown[] } {
  const model = new OnlineModel({ target: 'y', seed: 1, ...options });
  const values = rows.map((row) => model.learnOne(row).prediction.value);
  return { model, values };
}

/** The mean absolute error, or the part of wrong answers, over the rows from the tenth on that `counts`. */
export function meanError(
  rows: readonly TableRow[],
  values: readonly unknown[],
  counts: readonly boolean[],
): number {
  let [sum, count] = [0, 0];
  for (const [at, { y }] of rows.entries()) {
    if (at < 10 || !counts[at]) continue;
    sum += typeof y === 'number' ? Math.abs((values[at] as number) - y) : values[at] === y ? 0 : 1;
    count += 1;
  }
  return sum / count;
}

/** What columns are, read from the first rows, as of a file. */
export async function schemaOf(rows: readonly TableRow[]): Promise<TableSchema> {
  const reader = await TableReader.open({ name: 'rows', rows: () => rows }, { target: 'y' });
  const { schema } = reader;
  await reader.close();
  return schema;
}
