import type { Curriculum } from '@graph/curriculum';
import type { Predictor } from './course.js';
import type { HeldOut } from './retention.js';

/** Measures a learner on held-out rows of every level, on the first `most` of each; changes nothing. */
export function measureHeldOut(predictor: Predictor, curriculum: Curriculum, most: number): HeldOut[] {
  return curriculum.levels.map((_, index) => {
    const { size: rows, inputs, targets } = curriculum.heldOut(index + 1);
    const size = Math.min(rows, most);
    const predictions = predictor.predict(inputs, { rows: size });
    const width = targets.shape[1]!;
    let squaredError = 0;
    let sum = 0;
    for (let at = 0; at < size * width; at += 1) {
      squaredError += (predictions.data[predictions.offset + at]! - targets.data[at]!) ** 2;
      sum += targets.data[at]!;
    }
    const mean = sum / (size * width);
    let squaredDeviation = 0;
    for (let at = 0; at < size * width; at += 1) squaredDeviation += (targets.data[at]! - mean) ** 2;
    const mse = squaredError / (size * width);
    const baselineMse = squaredDeviation / (size * width);
    return { rows: size, mse, baselineMse, r2: 1 - mse / baselineMse };
  });
}
