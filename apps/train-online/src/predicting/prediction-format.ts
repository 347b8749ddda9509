import type { TableSchema, TargetSchema } from '@graph/stream';
import type { AnsweredRows } from './saved-predictor.js';

/** How predictions are written: what comes first, and the text of rows. */
export type PredictionFormat = {
  readonly head: string;
  rows(answered: AnsweredRows): string;
};

/** What of an answer is written. */
export type PredictionFormatOptions = {
  readonly schema: TableSchema;
  readonly classes: readonly string[];
  /** Whether the probability of each class is written beside the prediction. */
  readonly probabilities: boolean;
};

/** Writes `{"line":2,"prediction":"cat","probabilities":{"cat":0.9,"dog":0.1}}`; several targets by their names. */
export function jsonlFormat(options: PredictionFormatOptions): PredictionFormat {
  const { schema, classes, probabilities } = options;
  const { targets } = schema;
  const { task } = targets[0]!;
  const named = (values: readonly unknown[]): unknown =>
    targets.length === 1 ? values[0] : Object.fromEntries(targets.map(({ name }, at) => [name, values[at]]));
  return {
    head: '',
    rows: ({ answers, rows, width }) => {
      let text = '';
      for (let row = 0; row < rows.size; row += 1) {
        const answer = answers.subarray(row * width, (row + 1) * width);
        const written = {
          line: rows.lines[row],
          prediction: named(predictionsOf(answer, options)),
          ...(probabilities
            ? {
                probabilities:
                  task === 'class'
                    ? Object.fromEntries(classes.map((name, at) => [name, rounded(answer[at]!)]))
                    : named(
                        [...answer].map((yes, at) => {
                          const [no, other] = yesNoOf(targets[at]!);
                          return { [no]: rounded(1 - yes), [other]: rounded(yes) };
                        }),
                      ),
              }
            : {}),
        };
        text += `${JSON.stringify(written)}\n`;
      }
      return text;
    },
  };
}

/** Writes a header and `2,cat,0.9,0.1`: the line, the prediction of each target, and probabilities. */
export function csvFormat(options: PredictionFormatOptions): PredictionFormat {
  const { schema, classes, probabilities } = options;
  const { targets } = schema;
  const { task } = targets[0]!;
  const isSingle = targets.length === 1;
  const header = [
    'line',
    ...targets.map(({ name }) => (isSingle ? 'prediction' : `prediction of ${name}`)),
    ...(!probabilities
      ? []
      : task === 'class'
        ? classes.map((name) => `probability of ${name}`)
        : targets.flatMap((target) =>
            yesNoOf(target).map((word) => `probability of ${isSingle ? '' : `${target.name} `}${word}`),
          )),
  ];
  return {
    head: `${header.map(quoted).join(',')}\n`,
    rows: ({ answers, rows, width }) => {
      let text = '';
      for (let row = 0; row < rows.size; row += 1) {
        const answer = answers.subarray(row * width, (row + 1) * width);
        text += `${rows.lines[row]}`;
        for (const prediction of predictionsOf(answer, options)) text += `,${quoted(String(prediction))}`;
        if (probabilities && task === 'class')
          for (let at = 0; at < classes.length; at += 1) text += `,${rounded(answer[at]!)}`;
        else if (probabilities) for (const yes of answer) text += `,${rounded(1 - yes)},${rounded(yes)}`;
        text += '\n';
      }
      return text;
    },
  };
}

/** The words of no and yes: 0 and 1 where the table has no others. */
export function yesNoOf({
  values,
  words,
}: TargetSchema): readonly [no: string | number, yes: string | number] {
  return values ?? words ?? [0, 1];
}

/** The prediction of each target: a number, the word of a no or yes, or the name of the likeliest class. */
function predictionsOf(
  answer: Float64Array,
  { schema, classes }: PredictionFormatOptions,
): readonly (number | string)[] {
  const { task } = schema.targets[0]!;
  if (task === 'regression') return [...answer];
  if (task === 'binary')
    return [...answer].map((yes, at) => yesNoOf(schema.targets[at]!)[yes >= 0.5 ? 1 : 0]);
  let best = 0;
  for (let at = 1; at < classes.length; at += 1) if (answer[at]! > answer[best]!) best = at;
  return [classes[best]!];
}

/** A probability with the digits that a 32-bit float has. */
export const rounded = (probability: number): number => Number(probability.toPrecision(7));

/** A cell of CSV. */
export function quoted(text: string): string {
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
