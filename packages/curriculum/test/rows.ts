import { Random } from '@graph/core';
import type { CurriculumBatch, Level, Row } from '../src/index.js';

/** Rows drawn straight from a level, as copies. */
export function draw(
  level: Level,
  count: number,
  seed = 1,
): { inputs: Float32Array; targets: Float32Array }[] {
  const random = Random.fromSeed(seed, 'test');
  return Array.from({ length: count }, () => {
    const row: Row = {
      inputs: new Float32Array(level.inputWidth),
      targets: new Float32Array(level.targetWidth ?? 1),
    };
    level.generate(random, row);
    return row;
  });
}

/** A string that is equal for equal inputs only. */
export function keyOf(inputs: Float32Array): string {
  return Buffer.from(inputs.buffer, inputs.byteOffset, inputs.byteLength).toString('latin1');
}

/** The inputs of each row in use. */
export function inputsOf(batch: CurriculumBatch): Float32Array[] {
  const width = batch.inputs.shape[1]!;
  return Array.from({ length: batch.size }, (_, row) =>
    batch.inputs.data.subarray(row * width, (row + 1) * width),
  );
}

/** Upper 1e-4 quantile of chi-square, by Wilson and Hilferty's approximation (z = 3.719). */
export function chiSquareLimit(freedom: number): number {
  return freedom * (1 - 2 / (9 * freedom) + 3.719 * Math.sqrt(2 / (9 * freedom))) ** 3;
}

/** Sum of (seen − expected)² ÷ expected. */
export function chiSquare(seen: readonly number[], expected: readonly number[]): number {
  return seen.reduce((sum, count, index) => sum + (count - expected[index]!) ** 2 / expected[index]!, 0);
}
