import type { SchemaElement } from 'hyparquet';
import type { Levels } from './check-chunk.js';

/** Counts, along the path to a column, how deep its values can be missing and repeated. */
export function levelsOf(schema: readonly SchemaElement[], path: readonly string[]): Levels {
  let definition = 0;
  let repetition = 0;
  let at = 1;
  let children = schema[0]?.num_children ?? 0;
  for (const name of path) {
    while (children > 0 && schema[at] !== undefined && schema[at]!.name !== name) {
      at = after(schema, at);
      children -= 1;
    }
    const element = schema[at];
    if (element === undefined || children <= 0) throw new Error(`its schema has no column ${path.join('.')}`);
    if (element.repetition_type !== 'REQUIRED') definition += 1;
    if (element.repetition_type === 'REPEATED') repetition += 1;
    children = element.num_children ?? 0;
    at += 1;
  }
  return { definition, repetition };
}

/** The index after an element and all below it. */
function after(schema: readonly SchemaElement[], start: number): number {
  let at = start;
  for (let open = 1; open > 0 && at < schema.length; at += 1) open += (schema[at]!.num_children ?? 0) - 1;
  return at;
}
