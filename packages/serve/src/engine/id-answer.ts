import type { Outcome } from '../replay/outcome.js';
import type { ReplayedModel } from '../replay/replayed-model.js';
import type { Answered, DropAnswer, IdAnswer } from './answers.js';
import { refusalOf } from './refusal.js';

/** Says what became of an id. */
export function idAnswer(state: ReplayedModel, id: string): Answered<IdAnswer> {
  const since = state.waitingSince(id);
  if (since !== undefined) {
    const { labelWaitMs } = state.wait;
    const until = labelWaitMs === null ? null : since + labelWaitMs;
    return { answer: { id, status: 'waiting', since, until } };
  }
  const closed = state.statusOf(id);
  if (closed.status === 'labelled') return { answer: { id, status: 'learned', label: closed.label } };
  if (closed.status === 'expired') return { answer: { id, status: 'expired' } };
  return { refusal: refusalOf({ status: 'unknown' }, id) };
}

/**
 * Says what became of a row that was to be forgotten.
 *
 * @param durable - what is said of that.
 */
export function dropAnswer(
  outcome: Outcome & { readonly sequence: number },
  id: string,
  durable: { readonly durable?: false },
): Answered<DropAnswer> {
  const { status, sequence } = outcome;
  if (status !== 'dropped') return { refusal: refusalOf(outcome, id) };
  return { answer: { id, status, sequence, ...durable } };
}
