import type { NdArray } from 'ndarray';
import { LearnerError } from '../learner-error.js';

/** Copies the first `rows` rows of a column. @throws LearnerError `SHAPE` if it does not have them, contiguous. */
export function copyRows(
  name: string,
  from: NdArray<Float32Array>,
  to: Float32Array,
  rows: number,
  width: number,
  toRow = 0,
): void {
  checkColumn(name, from, rows, width);
  copyValues(from.data, 0, to, toRow * width, rows * width);
}

/** Copies a stretch of values: a whole array at once, others in a plain loop, for a subarray per step would be garbage. */
export function copyValues(
  from: Float32Array,
  start: number,
  to: Float32Array,
  toStart: number,
  count: number,
): void {
  if (start === 0 && count === from.length) to.set(from, toStart);
  else for (let at = 0; at < count; at += 1) to[toStart + at] = from[start + at]!;
}

/** Checks that a column is `[≥ rows, width]` and contiguous from offset 0. @throws LearnerError `SHAPE` */
export function checkColumn(name: string, column: NdArray<Float32Array>, rows: number, width: number): void {
  const { shape, stride, offset } = column;
  if (shape.length !== 2 || shape[1] !== width || shape[0]! < rows)
    throw new LearnerError(
      'SHAPE',
      `${name} has shape [${shape.join(', ')}], wanted [at least ${rows}, ${width}]`,
    );
  if (offset !== 0 || (rows > 1 && stride[0] !== width) || (width > 1 && stride[1] !== 1))
    throw new LearnerError(
      'SHAPE',
      `${name} has offset ${offset} and stride [${stride.join(', ')}], wanted 0 and [${width}, 1]`,
    );
}
