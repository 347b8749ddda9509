import type { ColumnInput } from './column-inputs.js';
import type { Label, ModelParts } from './read-model.js';

/** How a column is given to an exported model. */
export type ColumnDescription = {
  /** What the model calls it. */
  readonly input: string;
  readonly column: string;
  /** Of its parts, in their order. */
  readonly types: readonly string[];
  /** In words: what to give, and what where there is no value. */
  readonly give: string;
};

const GIVE = {
  number: 'a number; 1 and 0 for yes and no; NaN where there is none',
  date: 'milliseconds since 1970 in UTC; NaN where there is none',
  seconds: 'seconds since 1970; NaN where there is none',
  words: 'the word, without spaces around it; empty where there is none',
  raw: 'raw values as RowWriter of @graph/stream writes them; NaN in the first where there is none',
} as const;

/** Says how each column is given. */
export function describeColumns(inputs: readonly ColumnInput[]): readonly ColumnDescription[] {
  return inputs.map(({ name, as, column, parts }) => ({
    input: name,
    column: column.name,
    types: parts.map(({ kind }) => kind),
    give: GIVE[as === 'date' && parts.some((part) => 'unitMs' in part && part.unitMs > 1) ? 'seconds' : as],
  }));
}

/** What a file says of the model in it: texts, as the metadata of ONNX and safetensors are. */
export function metadataOf(
  { task, targets, classes, digest }: ModelParts,
  columns: readonly ColumnDescription[],
  more: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const labels: readonly Label[] = task === 'binary' ? targets.flatMap((target) => target.labels) : classes;
  return {
    producer: '@graph/export',
    task,
    targets: JSON.stringify(targets.map(({ name }) => name)),
    columns: JSON.stringify(columns),
    classes: JSON.stringify(labels),
    digest,
    ...more,
  };
}
