import { EvaluationError } from '../errors.js';

/** How good predictions of a fixed set of numbers are. */
export type RegressionScore = {
  /** Mean of (prediction - target)². */
  readonly mse: number;
  /** The same of the best constant, the mean of these targets. */
  readonly baselineMse: number;
  /** 1 - `mse` / `baselineMse`; NaN if all targets are equal. */
  readonly r2: number;
};

/**
 * Scores the predictions of a fixed set of rows, such as a held-out one. Of several targets per row all numbers count
 * alike, around one mean. For a stream, which cannot be read twice, see `R2`.
 *
 * @param predictions - `[≥ count]`, row-major where there are several targets per row.
 * @param targets - `[≥ count]`, in the same order and unit.
 * @param count - numbers in use, rows times targets per row, ≥ 1.
 * @throws EvaluationError `SHAPE` if fewer are there, or none are wanted.
 * @example
 * ```ts
 * regressionScore([1, 2, 4], [1, 2, 3]); // { mse: 1/3, baselineMse: 2/3, r2: 0.5 }
 * ```
 */
export function regressionScore(
  predictions: ArrayLike<number>,
  targets: ArrayLike<number>,
  count: number = targets.length,
): RegressionScore {
  if (!(Number.isInteger(count) && count >= 1 && count <= targets.length && count <= predictions.length))
    throw new EvaluationError(
      'SHAPE',
      `${count} numbers are wanted, there are ${predictions.length} predictions and ${targets.length} targets`,
    );
  let squaredError = 0;
  let sum = 0;
  for (let at = 0; at < count; at += 1) {
    const error = predictions[at]! - targets[at]!;
    squaredError += error * error;
    sum += targets[at]!;
  }
  const mean = sum / count;
  let squaredDistance = 0;
  for (let at = 0; at < count; at += 1) {
    const distance = targets[at]! - mean;
    squaredDistance += distance * distance;
  }
  const mse = squaredError / count;
  const baselineMse = squaredDistance / count;
  return { mse, baselineMse, r2: baselineMse > 0 ? 1 - mse / baselineMse : Number.NaN };
}
