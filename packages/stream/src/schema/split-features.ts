import { CELL, type RowBlock } from '../blocks/row-block.js';
import type { ColumnSchema } from './schema.js';
import type { SchemaOptions } from './schema-options.js';

/** Columns from which on sparse rows are read as features. */
const MANY = 1024;
/** What the column of features is called. */
const FEATURES = '[features]';

/**
 * Tells which columns of the first rows become inputs of their own. Where there are more than 1,024 and a row has few of them,
 * only those that at least half of the rows have do; all others are features that share inputs by their hash.
 */
export function splitFeatures(
  names: readonly string[],
  blocks: readonly RowBlock[],
  options: SchemaOptions,
): { readonly columns: readonly string[]; readonly features: ColumnSchema | undefined } {
  const isCut = blocks.some(({ kept }) => kept?.isCut === true);
  if (names.length <= MANY && !isCut) return { columns: names, features: undefined };
  let rows = 0;
  let cells = 0;
  const counts = new Map<string, number>();
  for (const block of blocks) {
    rows += block.size;
    for (const [at, name] of block.fields.entries()) {
      const { kinds } = block.columns[at]!;
      let count = 0;
      for (let row = 0; row < block.size; row += 1) if (kinds[row] !== CELL.missing) count += 1;
      counts.set(name, (counts.get(name) ?? 0) + count);
      cells += count;
    }
  }
  if (!isCut && cells * 4 > rows * names.length) return { columns: names, features: undefined };
  const targets = new Set([options.target ?? []].flat());
  const asked = new Set([
    ...targets,
    ...(options.columns ?? []),
    ...Object.keys(options.types ?? {}),
    options.timeColumn,
    options.domainColumn,
  ]);
  const columns = names.filter((name) => asked.has(name) || counts.get(name)! * 2 >= rows);
  return {
    columns,
    features: { name: FEATURES, type: 'features', missing: false, buckets: options.featureBuckets ?? 1024 },
  };
}
