import type { Prediction } from '@graph/online';

/**
 * Says how wrong a prediction may be: the probability of any other value; of a number what `meanError` says.
 *
 * @returns null where nothing was learned yet, and for several targets.
 */
export function expectedError(prediction: Prediction, meanError: () => number | null): number | null {
  const { value, probability, probabilities } = prediction;
  if (value === null || typeof value === 'object') return null;
  if (typeof probability === 'number') return Math.min(probability, 1 - probability);
  if (probabilities !== undefined) return 1 - (probabilities[String(value)] ?? 0);
  return meanError();
}
