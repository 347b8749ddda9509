import type { OptionNames } from '@graph/core';
import type { ModelState } from '@graph/online';
import { check } from '../check.js';
import { ExportError } from '../errors.js';
import { type ColumnInput, columnInputs } from '../model/column-inputs.js';
import { describeColumns, metadataOf } from '../model/describe-model.js';
import { checkColumns, checkMetadata, type Metadata } from '../model/export-options.js';
import { readModel } from '../model/read-model.js';
import { addAnswers, answerNames } from './answer-nodes.js';
import { ColumnNodes } from './column-nodes.js';
import { addNetwork } from './network-nodes.js';
import { OnnxGraph } from './onnx-graph.js';
import { wordTables } from './part-words.js';

/** How a model becomes an ONNX file. */
export type OnnxOptions = {
  /**
   * The words or texts that may come, by column, where they share inputs by a hash, as texts and the words beyond the first ones do.
   * Any other is then taken as unknown.
   */
  readonly words?: Readonly<Record<string, readonly string[]>>;
  /** Columns that are given as the raw values that `RowWriter` and `TableReader` of `@graph/stream` write, whatever they hold. */
  readonly raw?: readonly string[];
  /** Further texts for the file's metadata, such as the name of the run. */
  readonly metadata?: Metadata;
};

const NAMES: OptionNames<OnnxOptions> = { words: true, raw: true, metadata: true };

/**
 * Writes a model as ONNX: from the columns as its user has them to answers in the user's own unit and words. Each column is an input
 * `[rows]` of its own name: numbers, yes or no and dates (in milliseconds since 1970) as 64-bit floats with NaN where there is no
 * value, categories as texts. Each target is an output `[rows]`, with `… [probability]` or `… [probabilities]` beside it.
 *
 * @param state - `OnlineModel.state().model`, or the `model` of a run's checkpoint.
 * @returns the bytes of the file: opset 17, and `ai.onnx.ml` 3 where there are categories.
 * @throws ExportError `STATE` if it is not the state of a model that has met a label; `UNSUPPORTED`, with the columns, where values
 *   are hashed; `SIZE` over 2 GiB; `OPTION`.
 * @example
 * ```ts
 * await writeFile('model.onnx', toOnnx(model.state().model));
 * ```
 */
export function toOnnx(state: ModelState, options: OnnxOptions = {}): Uint8Array {
  check.names('toOnnx', options, NAMES);
  const { words = {}, raw = [], metadata = {} } = options;
  checkMetadata(metadata);
  const model = readModel(state);
  const { columns } = model.inputs;
  const names = columns.map(({ name }) => name);
  checkColumns('raw', raw, names);
  checkColumns('words', Object.keys(words), names);
  const inputs = columnInputs(columns, new Set(raw));
  if (inputs.length === 0)
    throw new ExportError('UNSUPPORTED', 'this model reads no column: it gives the same answer to every row');
  const answers = answerNames(model);
  checkDistinct([...inputs, ...answers].map(({ name }) => name));

  const tables = wordTables(
    columns.filter(({ name }) => !raw.includes(name)),
    words,
    model.writer,
  );
  const graph = new OnnxGraph([...inputs, ...answers].map(({ name }) => name));
  const nodes = new ColumnNodes(graph, model.inputs, tables);
  const descriptions = describeColumns(inputs);
  for (const [at, input] of inputs.entries()) {
    const { type, shape } = tensorOf(input);
    graph.input(input.name, type, shape, descriptions[at]!.give);
  }
  for (const input of inputs)
    nodes.add(input, inputs.find(({ as, column }) => as === 'words' && column === input.column)?.name);
  addAnswers(graph, model, addNetwork(graph, model.network, nodes.finish()));
  const doc = `Predicts ${model.targets.map(({ name }) => name).join(', ')}.`;
  return graph.finish('model', doc, metadataOf(model, descriptions, metadata));
}

function tensorOf({ as, parts }: ColumnInput) {
  if (as === 'words') return { type: 'string', shape: ['rows'] } as const;
  if (as !== 'raw') return { type: 'double', shape: ['rows'] } as const;
  const { kind, width } = parts[0]!;
  const isMatrix = kind === 'text' || kind === 'date' || kind === 'features';
  return { type: 'float', shape: isMatrix ? ['rows', width] : ['rows'] } as const;
}

function checkDistinct(names: readonly string[]): void {
  const double = names.find((name, at) => names.indexOf(name) < at);
  if (double !== undefined)
    throw new ExportError(
      'UNSUPPORTED',
      `two inputs or outputs would be called ${JSON.stringify(double)}: rename the column, and train with that`,
      { columns: [double] },
    );
}
