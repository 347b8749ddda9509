import { Model, type ModelState, type Row } from '@graph/online';
import { toJson } from '../src/index.js';
import { type Feeds, openOnnx, type Session } from './onnx-runtime.ts';

/** How far an exported model is from the one that it was made of. */
export type Agreement = {
  /** The largest difference: of probabilities, or of numbers in standard deviations of the target. */
  readonly worst: number;
  /** Answers that are another class, or another of yes and no. */
  readonly different: number;
};

/** Feeds rows to a file in a runtime, and holds each answer against the model's own. */
export async function agreement(
  runtime: string,
  file: Uint8Array,
  state: ModelState,
  rows: readonly Row[],
): Promise<Agreement> {
  const model = Model.from(state);
  const session = await openOnnx(runtime, file);
  const { task, targets, classes } = toJson(state);
  const outputs = await session.run(feedsOf(session, rows));
  let worst = 0;
  let different = 0;
  const off = (given: unknown, wanted: number, scale = 1): void => {
    const distance = Math.abs((given as number) - wanted) / scale;
    worst = Number.isNaN(distance) ? Number.NaN : Math.max(worst, distance);
  };
  for (const [at, row] of rows.entries()) {
    const { value, probability, probabilities } = model.predictOne(row);
    for (const { name, scale } of targets) {
      const wanted = typeof value === 'object' && value !== null ? value[name] : value;
      const given = outputs[name]![at]!;
      if (task === 'regression') {
        off(given, wanted as number, scale!);
        continue;
      }
      if ((typeof wanted === 'boolean' ? Boolean(given) : given) !== wanted) different += 1;
      if (task === 'binary')
        off(
          outputs[`${name} [probability]`]![at],
          typeof probability === 'object' ? probability[name]! : probability!,
        );
      else {
        for (const [index, label] of classes.entries())
          off(
            outputs[`${name} [probabilities]`]![at * classes.length + index],
            probabilities![String(label)]!,
          );
      }
    }
  }
  return { worst, different };
}

/** Gives each input what its column holds, in the form that it takes. */
function feedsOf({ inputs }: Pick<Session, 'inputs'>, rows: readonly Row[]): Feeds {
  return Object.fromEntries(
    inputs.map(({ name, type }) => {
      const column = name.replace(/ \[(words|numbers|dates)\]$/, '');
      const values = rows.map((row) => row[column]);
      const data = type === 'string' ? values.map(wordOf) : Float64Array.from(values, numberOf);
      return [name, { data, shape: [rows.length] }];
    }),
  );
}

const wordOf = (value: unknown): string => (typeof value === 'string' ? value : '');

const numberOf = (value: unknown): number =>
  value === null || value === undefined || typeof value === 'string' ? Number.NaN : Number(value);
