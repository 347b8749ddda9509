import type { Outcome } from '../replay/outcome.js';
import type { Answered, LearnAnswer } from './answers.js';
import { refusalOf } from './refusal.js';

/**
 * Says what became of a label.
 *
 * @param outcome - of an event, and which one it was.
 * @param durable - what is said of that.
 */
export function learnAnswer(
  outcome: Outcome & { readonly sequence: number },
  id: string,
  durable: { readonly durable?: false },
): Answered<LearnAnswer> {
  const { status, sequence } = outcome;
  if (status === 'duplicate') return { answer: { status, sequence } };
  if (status !== 'learned') return { refusal: refusalOf(outcome, id) };
  const { prediction, loss, drift } = outcome;
  return { answer: { status, sequence, prediction, loss, drift, ...durable } };
}
