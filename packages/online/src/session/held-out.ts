import type { Curriculum } from '@graph/curriculum';
import { regressionScore } from '@graph/evaluation';
import type { HeldOut } from './reports.js';
import type { Predictor } from './training-stream.js';

/** Measures a learner on held-out rows of every level, on the first `most` of each; changes nothing. */
export function measureHeldOut(predictor: Predictor, curriculum: Curriculum, most: number): HeldOut[] {
  return curriculum.levels.map((_, index) => {
    const { size: rows, inputs, targets } = curriculum.heldOut(index + 1);
    const size = Math.min(rows, most);
    const { data } = predictor.predict(inputs, { rows: size });
    return { rows: size, ...regressionScore(data, targets.data, size * targets.shape[1]!) };
  });
}
