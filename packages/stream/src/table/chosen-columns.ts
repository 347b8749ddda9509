import type { ChosenColumns } from '../blocks/block-reader.js';
import type { TableSchema } from '../schema/schema.js';

/** The columns of a source that a schema needs, and how many inputs all others share. */
export function chosenColumns(
  schema: TableSchema,
  further: ReadonlySet<string>,
): { readonly columns: ChosenColumns; readonly features: number } {
  const chosen = new Map<string, 'number' | 'any'>();
  let features = 0;
  for (const name of [schema.domainColumn, schema.timeColumn]) if (name !== null) chosen.set(name, 'any');
  for (const column of schema.columns) {
    const { name, type } = column;
    if (type === 'features') features = column.buckets;
    else if (type !== 'ignored' && type !== 'gap') {
      // Only numbers as programs write them may be cut from their bytes.
      const isPlain = type === 'number' && column.notation === undefined && column.part === undefined;
      chosen.set(name, isPlain ? 'number' : 'any');
    }
  }
  for (const name of further) chosen.set(name, 'any');
  // A yes or no may turn out to be one of several classes, whose words are kept as they are written.
  const mayWiden = schema.targets.length === 1;
  for (const { name, task, notation, values } of schema.targets) {
    const isPlain = task === 'regression' || (task === 'binary' && !mayWiden);
    chosen.set(name, isPlain && notation === undefined && values === undefined ? 'number' : 'any');
  }
  return { columns: chosen, features };
}
