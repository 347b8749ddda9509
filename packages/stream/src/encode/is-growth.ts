import type { TableSchema } from '../schema/schema.js';

/** Tells whether `grown` is `schema` with columns appended: no column, no target and no name has changed. */
export function isGrowth(schema: TableSchema, grown: TableSchema): boolean {
  const { columns, targets } = schema;
  return (
    grown.columns.length >= columns.length &&
    (grown.appendedFrom ?? grown.columns.length) === (schema.appendedFrom ?? columns.length) &&
    JSON.stringify(grown.columns.slice(0, columns.length)) === JSON.stringify(columns) &&
    grown.targets.length === targets.length &&
    grown.targets.every(({ name }, at) => name === targets[at]!.name)
  );
}
