import type { Row } from '@graph/online';
import type { ColumnSchema, TableBatch, TableSchema } from '@graph/stream';

/** Words that are told apart in one column while a file is read. */
const MOST_WORDS = 1 << 22;

/** Words by column and classes, as a reader has met them. */
export type Words = {
  readonly categories: Readonly<Record<string, readonly string[]>>;
  readonly classes: readonly string[];
};

/**
 * Makes the schema that reads rows so that they can be told as objects: what is more than a number, a date or a text, is read as the
 * word that it is. The key is a column of it.
 */
export function readingSchema(schema: TableSchema, key: string): TableSchema {
  const columns = schema.columns.flatMap((column): ColumnSchema[] => {
    if (column.name === key || column.type === 'ignored' || column.type === 'gap') return [];
    return column.type === 'number' || column.type === 'boolean' ? [column] : [words(column.name)];
  });
  return { ...schema, columns: [words(key), ...columns], domainColumn: null, timeColumn: null };
}

function words(name: string): ColumnSchema {
  return { type: 'category', name, missing: true, slots: MOST_WORDS, buckets: 0 };
}

/** Tells whether a batch has words that are not among these. */
export function hasNewWords(batch: TableBatch, schema: TableSchema, known: Words): boolean {
  const width = schema.columns.length;
  for (const [at, { type, name }] of schema.columns.entries()) {
    if (type !== 'category') continue;
    const count = known.categories[name]?.length ?? 0;
    for (let row = 0; row < batch.size; row += 1)
      if ((batch.inputs.data[row * width + at] ?? 0) >= count) return true;
  }
  return schema.targets.some(
    ({ task }, at) =>
      task === 'class' &&
      batch.truths.some(
        (truth, place) => place % schema.targets.length === at && truth >= known.classes.length,
      ),
  );
}

/**
 * Tells one row of a batch that was read by a `readingSchema`, as an object.
 *
 * @returns the key, undefined where it is missing, and the row without it.
 */
export function rowOf(
  { inputs, truths }: TableBatch,
  at: number,
  schema: TableSchema,
  { categories, classes }: Words,
): { readonly key: string | undefined; readonly row: Row } {
  const width = schema.columns.length;
  const row: Record<string, unknown> = {};
  let key: string | undefined;
  for (const [place, column] of schema.columns.entries()) {
    const raw = inputs.data[at * width + place]!;
    if (Number.isNaN(raw)) continue;
    const value =
      column.type === 'number'
        ? shortest(raw, column)
        : column.type === 'boolean'
          ? raw === 1
          : categories[column.name]?.[raw];
    if (place === 0) key = String(value);
    else row[column.name] = value;
  }
  for (const [place, { name, task, values }] of schema.targets.entries()) {
    const truth = truths[at * schema.targets.length + place]!;
    row[name] = task === 'class' ? classes[truth] : task === 'binary' && values ? values[truth] : truth;
  }
  return { key, row };
}

/** The number with the fewest digits that a model of this column keeps as this raw value. */
function shortest(
  raw: number,
  { origin, scale }: { readonly origin: number; readonly scale: number },
): number {
  const value = raw / scale + origin;
  for (let digits = 6; digits < 16; digits += 1) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround((short - origin) * scale) === raw) return short;
  }
  return value;
}
