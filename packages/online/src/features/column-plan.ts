import type { ColumnSchema, TableSchema } from '@graph/stream';

/** One column of a table that is read, or one of the numbers of a date: where its raw values are, and its input. */
export type PlannedColumn = {
  readonly type: ColumnSchema['type'];
  /** Where its first raw value is, and how many there are. */
  readonly raw: number;
  readonly rawWidth: number;
  /** Of a number its input, or -1. */
  readonly input: number;
  /** Which of the encoder's running statistics is its, or -1. */
  readonly moments: number;
};

/**
 * Finds the columns of a schema among raw values and inputs.
 *
 * @param inputNames - of a `TableEncoder` of that schema.
 */
export function planColumns(schema: TableSchema, inputNames: readonly string[]): readonly PlannedColumn[] {
  const columns: PlannedColumn[] = [];
  let [raw, after, moments] = [0, 0, 0];
  for (const column of schema.columns) {
    const { type } = column;
    if (type === 'ignored' || type === 'gap') continue;
    const rawWidth = rawWidthOf(column);
    const isScaled = type === 'number' || type === 'boolean' || type === 'date';
    const input = isScaled ? inputNames.indexOf(scaledName(column), after) : -1;
    const own = type === 'date' ? 1 : rawWidth;
    columns.push({ type, raw, rawWidth: own, input, moments: isScaled ? moments : -1 });
    // The sines and cosines of a date are numbers like others.
    for (let part = own; part < rawWidth; part += 1)
      columns.push({ type: 'number', raw: raw + part, rawWidth: 1, input: input + part, moments: -1 });
    raw += rawWidth;
    if (!isScaled) continue;
    after = input + 1;
    moments += 1;
  }
  return columns;
}

function rawWidthOf(column: Exclude<ColumnSchema, { readonly type: 'gap' | 'ignored' }>): number {
  if (column.type === 'category') return 1;
  if (column.type === 'number' || column.type === 'boolean') return 1;
  return column.type === 'date' ? 1 + 2 * column.cycles.length : column.buckets;
}

/** What the encoder calls the input that is standardised. */
function scaledName({ name, part, type }: ColumnSchema): string {
  if (type === 'date') return `${name} [days]`;
  return part === undefined ? name : `${name} [part ${part}]`;
}
