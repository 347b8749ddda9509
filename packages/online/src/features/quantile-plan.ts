import type { PlannedColumn } from './column-plan.js';

/** Inputs that the pieces of all columns take at most. */
const MOST_PIECES = 150;

/** A column whose values have quantiles: where they are, where its pieces begin among the pieces, and which statistics are its. */
export type QuantileColumn = {
  readonly raw: number;
  readonly pieces: number;
  readonly piece: number;
  /** -1 where it has none. */
  readonly moments: number;
};

/**
 * Chooses how many pieces each column gets.
 *
 * @param known - how many the columns have that were there before: they keep them.
 * @returns the columns with quantiles, and by column which of these it is, or -1.
 */
export function planQuantiles(
  columns: readonly PlannedColumn[],
  known: Int32Array | undefined,
): { readonly quantileColumns: readonly QuantileColumn[]; readonly quantileAt: readonly number[] } {
  const isQuantile = ({ type }: PlannedColumn): boolean => type === 'number' || type === 'date';
  const count = columns.filter(isQuantile).length;
  const used = known?.reduce((sum, pieces) => sum + pieces, 0) ?? 0;
  const fresh = count - (known?.length ?? 0);
  const each = [8, 4, 2].find((pieces) => used + fresh * pieces <= MOST_PIECES) ?? 0;
  const quantileColumns: QuantileColumn[] = [];
  let piece = 0;
  const quantileAt = columns.map((column) => {
    if (!isQuantile(column)) return -1;
    const at = quantileColumns.length;
    const pieces = known?.[at] ?? each;
    quantileColumns.push({ raw: column.raw, pieces, piece, moments: column.moments });
    piece += pieces;
    return at;
  });
  return { quantileColumns, quantileAt };
}
