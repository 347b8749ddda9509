import type { Prediction } from '@graph/online';
import type { Outcome } from '../replay/outcome.js';
import type { Answered, PredictAnswer } from './answers.js';
import { refusalOf } from './refusal.js';

/**
 * Says what a row that waits is predicted to be.
 *
 * @param errorOf - says how wrong a prediction may be.
 * @param durable - what is said of that.
 */
export function predictAnswer(
  outcome: Outcome,
  id: string,
  errorOf: (prediction: Prediction) => number | null,
  durable: { readonly durable?: false },
): Answered<PredictAnswer> {
  const { status } = outcome;
  if (status !== 'predicted' && status !== 'duplicate') return { refusal: refusalOf(outcome, id) };
  const { prediction = { value: null }, version = 0 } = outcome;
  const duplicate = status === 'duplicate' ? ({ duplicate: true } as const) : {};
  return {
    answer: { id, ...prediction, expectedError: errorOf(prediction), version, ...duplicate, ...durable },
  };
}
