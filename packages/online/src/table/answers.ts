import { classNumber } from './class-number.js';

/** The class that an answer `[width]` from `offset` on names; of one number, whether it is a half or more. */
export function bestOf(answers: ArrayLike<number>, offset: number, width: number): number {
  if (width === 1) return answers[offset]! >= 0.5 ? 1 : 0;
  let best = 0;
  for (let at = 1; at < width; at += 1) if (answers[offset + at]! > answers[offset + best]!) best = at;
  return best;
}

/** The mean of the classes' numbers under the probabilities `[width]` from `offset` on; of a yes or no, that of yes. */
export function meanClassNumber(probabilities: ArrayLike<number>, offset: number, width: number): number {
  if (width === 1) return probabilities[offset]!;
  let mean = 0;
  for (let at = 0; at < width; at += 1) mean += probabilities[offset + at]! * classNumber(at);
  return mean;
}
