import type { TableSchema } from '@graph/stream';
import { bestOf } from '../table/answers.js';

/** What a row is predicted to be, in the user's own words. */
export type PredictedValue = number | string | boolean;

/** The answer to a row. */
export type Prediction = {
  /**
   * A number in its own unit, the likeliest class, or true or false (1 or 0, or the words, where the labels are); of several
   * targets an object by their names. Null before the first label.
   */
  readonly value: PredictedValue | Readonly<Record<string, PredictedValue>> | null;
  /** Of yes or true, where the target is that; of several targets an object by their names. */
  readonly probability?: number | Readonly<Record<string, number>>;
  /** Of each class met so far. */
  readonly probabilities?: Readonly<Record<string, number>>;
};

/** The words of a table, in which answers are given. */
export type AnswerWords = {
  readonly schema: TableSchema;
  /** The classes in the order of their indices. */
  readonly classes: readonly string[];
  /** Says a truth in the user's own words: a class by its index, 1 for yes, or a number. */
  labelOf(truth: number, target?: number): PredictedValue | undefined;
};

/**
 * Says in words what a network answered.
 *
 * @param answers - from `offset` on `width` probabilities of the classes, probabilities of yes, or numbers.
 */
export function predictionOf(
  words: AnswerWords,
  answers: ArrayLike<number>,
  offset: number,
  width: number,
): Prediction {
  const { targets } = words.schema;
  const { task } = targets[0]!;
  if (task === 'class') {
    const { classes } = words;
    // Where one class was met there are two outputs, and one that appears gets its output when it is learned.
    const known = Math.min(width, classes.length);
    const probabilities: Record<string, number> = {};
    for (let at = 0; at < known; at += 1) set(probabilities, classes[at]!, answers[offset + at]!);
    const best = known === 1 ? 0 : bestOf(answers, offset, known);
    return { value: words.labelOf(best) ?? null, probabilities };
  }
  const answered = (at: number): PredictedValue => {
    const answer = answers[offset + at]!;
    return task === 'binary' ? words.labelOf(answer >= 0.5 ? 1 : 0, at)! : answer;
  };
  if (targets.length === 1)
    return task === 'binary' ? { value: answered(0), probability: answers[offset]! } : { value: answered(0) };
  const value: Record<string, PredictedValue> = {};
  const probability: Record<string, number> = {};
  for (const [at, { name }] of targets.entries()) {
    set(value, name, answered(at));
    set(probability, name, answers[offset + at]!);
  }
  return task === 'binary' ? { value, probability } : { value };
}

/** Sets a property of any name, `__proto__` too. */
function set<T>(to: Record<string, T>, name: string, value: T): void {
  if (name === '__proto__')
    Object.defineProperty(to, name, { value, enumerable: true, configurable: true, writable: true });
  else to[name] = value;
}
