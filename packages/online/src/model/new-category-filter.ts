import type { ColumnSchema, TableBatch, TableSchema } from '@graph/stream';

/**
 * Takes away the numbers of categories that a model had not met: the inputs that they would get were never learned. A
 * reader that looks for new classes finds new categories, too.
 *
 * @param vocabulary - the words that the model had met, as JSON.
 */
export function newCategoryFilter(schema: TableSchema, vocabulary: string): (rows: TableBatch) => void {
  const { categories } = JSON.parse(vocabulary) as {
    readonly categories: Readonly<Record<string, readonly string[]>>;
  };
  const limits: { readonly at: number; readonly known: number }[] = [];
  let at = 0;
  for (const column of schema.columns) {
    const known = categories[column.name]?.length ?? 0;
    // Once all places are taken, further categories share the hashed ones, then as now.
    if (column.type === 'category' && known < column.slots) limits.push({ at, known });
    at += rawWidth(column);
  }
  const width = at;
  return ({ inputs: { data }, size }) => {
    for (const { at: first, known } of limits)
      for (let cell = first; cell < size * width; cell += width) if (data[cell]! >= known) data[cell] = -1;
  };
}

function rawWidth(column: ColumnSchema): number {
  switch (column.type) {
    case 'ignored':
    case 'gap':
      return 0;
    case 'date':
      return 1 + 2 * column.cycles.length;
    case 'text':
      return column.buckets;
    default:
      return 1;
  }
}
