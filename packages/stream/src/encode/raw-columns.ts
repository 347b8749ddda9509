import type { TableSchema } from '../schema/schema.js';
import { planInputs } from './input-plan.js';

/** Where the values of one column lie in a raw row. */
export type RawColumn = {
  readonly name: string;
  /** The first of them, and how many there are. */
  readonly from: number;
  readonly width: number;
};

/**
 * Tells which values of a raw row, as table batches have them, belong to which column. A column whose values outgrew its first
 * type is listed once for each of its parts.
 *
 * @returns the columns in the order of the schema, without those that are not read.
 */
export function rawColumns(schema: TableSchema): readonly RawColumn[] {
  const { steps, rawWidth } = planInputs(schema);
  const read = schema.columns.filter(({ type }) => type !== 'ignored' && type !== 'gap');
  return read.map(({ name }, at) => {
    const from = steps[at]!.raw;
    return { name, from, width: (steps[at + 1]?.raw ?? rawWidth) - from };
  });
}
