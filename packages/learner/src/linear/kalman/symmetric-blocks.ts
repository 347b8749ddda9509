// How kernels keep a symmetric matrix: the blocks of 2 × 2 of assembly/linear/kalman.ts, in float64.

/** Number of float64 of a matrix of `pairs` times two rows. */
export function blocksLength(pairs: number): number {
  return 2 * pairs * (pairs + 1);
}

/** Index of the element at `row` and `column`, `column` ≤ `row`. */
export function blockIndex(row: number, column: number): number {
  const block = row >> 1;
  return 2 * block * (block + 1) + 4 * (column >> 1) + 2 * (row & 1) + (column & 1);
}

/** Copies the lower triangle, row after row. */
export function packBlocks(blocks: Float64Array, width: number): Float64Array<ArrayBuffer> {
  const packed = new Float64Array((width * (width + 1)) / 2);
  let at = 0;
  for (let row = 0; row < width; row += 1)
    for (let column = 0; column <= row; column += 1, at += 1) packed[at] = blocks[blockIndex(row, column)]!;
  return packed;
}

/** Sets the element at `row` and `column` ≤ `row`, and the one across the diagonal where blocks have it. */
export function setBlocks(blocks: Float64Array, row: number, column: number, value: number): void {
  blocks[blockIndex(row, column)] = value;
  if ((row & 1) === 1 && column === row - 1) blocks[blockIndex(row, column) - 1] = value;
}

/** Fills blocks from a lower triangle. */
export function unpackBlocks(packed: Float64Array, width: number, blocks: Float64Array): void {
  let at = 0;
  for (let row = 0; row < width; row += 1)
    for (let column = 0; column <= row; column += 1, at += 1) setBlocks(blocks, row, column, packed[at]!);
}
