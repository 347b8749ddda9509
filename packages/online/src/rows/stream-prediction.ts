import type { TableSchema } from '@graph/stream';
import { type AnswerWords, type PredictedValue, type Prediction, predictionOf } from '../model/prediction.js';
import { bestOf } from '../table/answers.js';
import type { AnsweredRows } from './answered-rows.js';

/** What was predicted of a row of a stream, before it is learned from. */
export type StreamPrediction = Prediction & {
  /** Number of the row, from 1: how many rows the learner had been given with this one, those of earlier sources included. */
  readonly row: number;
  /** The line (or row) of its source that it came from. */
  readonly line: number;
  /** What it turned out to be, in the user's own words; of several targets an object by their names. Null where that is unknown. */
  readonly label: PredictedValue | null | Readonly<Record<string, PredictedValue | null>>;
};

/** What is needed to say predictions in words. */
export type PredictionWords = Pick<AnswerWords, 'schema' | 'classes'>;

/** Says in words what was answered to a row; null before any label had come, and where a class is likeliest that was not met yet. */
export function streamPrediction(
  words: PredictionWords,
  answered: AnsweredRows,
  at: number,
  { row, isKnown }: { readonly row: number; readonly isKnown: boolean },
): StreamPrediction {
  const { targets } = words.schema;
  const { truths, lines } = answered.rows;
  const all: AnswerWords = { ...words, labelOf: (truth, target = 0) => wordOf(words, truth, target) };
  const labelAt = (target: number): PredictedValue | null =>
    wordOf(words, truths[at * targets.length + target]!, target) ?? null;
  const width = answered.width(at);
  return {
    row,
    line: lines[at]!,
    label:
      targets.length === 1
        ? labelAt(0)
        : Object.fromEntries(targets.map(({ name }, target) => [name, labelAt(target)])),
    ...(isKnown && width > 0 ? said(all, answered, at) : { value: null }),
  };
}

/** Says what was answered. While one class was met there is an output for a second: where that is likeliest, no class is meant. */
function said(words: AnswerWords, answered: AnsweredRows, at: number): Prediction {
  const { answers } = answered;
  const [offset, width] = [answered.offset(at), answered.width(at)];
  const prediction = predictionOf(words, answers, offset, width);
  const isOther =
    words.schema.targets[0]!.task === 'class' && bestOf(answers, offset, width) >= words.classes.length;
  return isOther ? { ...prediction, value: null } : prediction;
}

/** A truth as the table has it: the name of a class, the word of a no or yes, or a number. */
function wordOf(
  { schema, classes }: { readonly schema: TableSchema; readonly classes: readonly string[] },
  truth: number,
  target: number,
): PredictedValue | undefined {
  const { task, values, words } = schema.targets[target]!;
  if (Number.isNaN(truth)) return undefined;
  if (task === 'class') return classes[truth];
  return task === 'binary' ? ((values ?? words)?.[truth] ?? truth) : truth;
}
