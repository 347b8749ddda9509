import type { StreamPrediction } from '@graph/online';
import type { TableSchema } from '@graph/stream';
import { quoted, rounded, yesNoOf } from './prediction-format.js';

/** How the predictions of a run are written, row by row. */
export type LineFormat = {
  /** The header; empty where there is none. */
  readonly head: string;
  /** What the first byte of every file of this kind begin with. */
  readonly start: string;
  /** The text of a row, its line break included. */
  line(prediction: StreamPrediction, schema: TableSchema): string;
};

/** Writes `{"row":1,"line":2,"label":"cat","prediction":"dog","probabilities":{"cat":0.1,"dog":0.9}}`. */
export function jsonLines(): LineFormat {
  return {
    head: '',
    start: '{"row":',
    line: (prediction, schema) => {
      const { row, line, label, value } = prediction;
      return `${JSON.stringify({ row, line, label, prediction: value, ...probabilitiesOf(prediction, schema) })}\n`;
    },
  };
}

/**
 * Writes a header and `1,2,cat,dog,"{""cat"":0.1,""dog"":0.9}"`: a row has probabilities of the classes that were met before it, so
 * they are in one cell. Of several targets each has a label and a prediction.
 */
export function csvLines({ targets }: TableSchema): LineFormat {
  const names = targets.map(({ name }) => name);
  const each = (what: string): readonly string[] =>
    names.length === 1 ? [what] : names.map((name) => `${what} of ${name}`);
  const hasProbabilities = targets[0]!.task !== 'regression';
  const header = [
    ...['row', 'line', ...each('label'), ...each('prediction')],
    ...(hasProbabilities ? ['probabilities'] : []),
  ];
  return {
    head: `${header.map(quoted).join(',')}\n`,
    start: 'row,line,',
    line: (prediction, schema) => {
      const { row, line, label, value } = prediction;
      const { probabilities } = probabilitiesOf(prediction, schema);
      const cells = [
        ...[row, line, ...valuesOf(label, names), ...valuesOf(value, names)],
        ...(hasProbabilities ? [probabilities === undefined ? null : JSON.stringify(probabilities)] : []),
      ];
      return `${cells.map((cell) => (cell === null ? '' : quoted(String(cell)))).join(',')}\n`;
    },
  };
}

type Values = StreamPrediction['label'];

/** The value of each target. */
function valuesOf(value: Values, names: readonly string[]): readonly (string | number | boolean | null)[] {
  if (value === null) return names.map(() => null);
  return typeof value === 'object' ? names.map((name) => value[name] ?? null) : [value];
}

/** Probabilities by the words of the table: of the classes, or of no and yes. */
function probabilitiesOf(
  { probability, probabilities }: StreamPrediction,
  { targets }: TableSchema,
): { readonly probabilities?: Readonly<Record<string, unknown>> } {
  if (probabilities !== undefined)
    return {
      probabilities: Object.fromEntries(
        Object.entries(probabilities).map(([word, value]) => [word, rounded(value)]),
      ),
    };
  if (probability === undefined) return {};
  const ofBoth = (yes: number, at: number): Record<string, number> => {
    const [no, other] = yesNoOf(targets[at]!);
    return { [no]: rounded(1 - yes), [other]: rounded(yes) };
  };
  if (typeof probability === 'number') return { probabilities: ofBoth(probability, 0) };
  const named = targets.map(({ name }, at) => [name, ofBoth(probability[name]!, at)] as const);
  return { probabilities: Object.fromEntries(named) };
}
