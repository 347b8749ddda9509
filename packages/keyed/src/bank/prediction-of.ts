import type { PredictedValue, Prediction } from '@graph/online';
import type { BankedSettings } from './bank-options.js';
import { likeliestOf } from './key-score.js';

/** The JavaScript types that labels come in: the first of a key decides in which it is answered. */
const LABEL_KINDS = ['number', 'boolean', 'text'] as const;

/** The place of a label's type among them, from 1; 0 is none yet. */
export function labelKindOf(label: unknown): number {
  return (
    1 +
    Math.max(
      0,
      LABEL_KINDS.indexOf(
        typeof label === 'string' ? 'text' : typeof label === 'boolean' ? 'boolean' : 'number',
      ),
    )
  );
}

/**
 * Says in the user's words what a key's model has answered.
 *
 * @param answers - a number in its own unit, the probability of yes, or those of the classes; null before the first label.
 * @param kind - of the key's labels, as `labelKindOf` counts.
 */
export function predictionOf(
  { schema, classes }: BankedSettings,
  answers: ArrayLike<number> | null,
  kind: number,
): Prediction {
  if (answers === null) return { value: null };
  const { task, values } = schema.targets[0]!;
  const type = LABEL_KINDS[kind - 1];
  if (task === 'regression') return { value: answers[0]! };
  const best = likeliestOf(answers);
  if (task === 'binary') {
    const value = values === undefined ? (type === 'number' ? best : best === 1) : values[best as 0 | 1];
    return { value, probability: answers[0]! };
  }
  const probabilities = Object.fromEntries(classes.map((name, at) => [name, answers[at]!]));
  return { value: asTyped(classes[best]!, type), probabilities };
}

function asTyped(word: string, type: (typeof LABEL_KINDS)[number] | undefined): PredictedValue {
  if (type === 'number') return Number(word);
  return type === 'boolean' ? word === 'true' : word;
}
