import { digest } from '@graph/checkpoint';
import type { ModelState } from '@graph/online';
import { RowWriter, TableEncoder, type TableSchema, type Task } from '@graph/stream';
import { ExportError } from '../errors.js';
import { type InputLayout, layoutInputs, scalingOf } from './input-layout.js';
import { type Layers, layersOf } from './layers.js';

/** The layout of a model's state that is understood here. */
const VERSION = 1;

/** A label as the user says it. */
export type Label = string | number | boolean;

/** One target, and how the network's outputs become its answers. */
type Target = {
  readonly name: string;
  /** A number in the user's unit is `output · scale + offset`; 1 and 0 where it is not a number. */
  readonly scale: number;
  readonly offset: number;
  /** Of no and yes. */
  readonly labels: readonly Label[];
};

/** What is exported: a model taken apart. */
export type ModelParts = {
  readonly schema: TableSchema;
  readonly task: Task;
  readonly inputs: InputLayout;
  readonly network: Layers;
  readonly targets: readonly Target[];
  /** The classes that have an output, in the order of the outputs. */
  readonly classes: readonly Label[];
  /** Of the state. */
  readonly digest: string;
  readonly writer: RowWriter;
};

/**
 * Takes the state of a model apart.
 *
 * @throws ExportError `STATE` if it is not the state of a model, or of one that has not met a label; `UNSUPPORTED`.
 */
export function readModel(state: ModelState): ModelParts {
  const { kind, version, words, encoder: moments, network, mixture } = state ?? {};
  if (kind !== 'model')
    throw new ExportError('STATE', 'this is not the state of a model: give OnlineModel.state().model');
  if (version !== VERSION)
    throw new ExportError(
      'STATE',
      `this is a state of model, version ${version}, and version ${VERSION} can be exported: use the release that made it`,
    );
  if (mixture !== undefined && mixture !== null)
    throw new ExportError(
      'UNSUPPORTED',
      "this model is a mixture of experts, some of which hash values and look at labels that came before: no format here can express it. Train with { learner: 'network' } to export",
    );
  if (moments === null || network === null || moments === undefined || network === undefined)
    throw new ExportError('STATE', 'this model has not met a label yet: there is nothing to export');
  const { writer, encoder } = restored(words, moments);
  const { schema } = writer;
  const { categories } = JSON.parse(writer.vocabulary) as {
    readonly categories: Readonly<Record<string, readonly string[]>>;
  };
  const inputs = layoutInputs(schema, categories, encoder, moments);
  const layers = layersOf(network);
  const { task } = schema.targets[0]!;
  const width = task === 'class' ? Math.min(layers.outputWidth, writer.classCount) : schema.targets.length;
  if (layers.inputWidth !== inputs.names.length || layers.outputWidth < width)
    throw new ExportError(
      'STATE',
      `the network takes ${layers.inputWidth} inputs and gives ${layers.outputWidth} outputs, and the columns make ${inputs.names.length} of which ${width} are answered: these are not parts of one model`,
    );
  const firstTarget = moments.means.length - schema.targets.length;
  return {
    schema,
    task,
    inputs,
    network: layers,
    targets: schema.targets.map(({ name, origin, scale }, at) => {
      if (task !== 'regression')
        return { name, scale: 1, offset: 0, labels: [labelOf(writer, 0, at), labelOf(writer, 1, at)] };
      const { mean, deviation } = scalingOf(moments, firstTarget + at);
      return { name, scale: deviation / scale, offset: mean / scale + origin, labels: [] };
    }),
    classes: task === 'class' ? Array.from({ length: width }, (_, at) => labelOf(writer, at, 0)) : [],
    digest: digest(state),
    writer,
  };
}

function restored(
  words: ModelState['words'],
  moments: NonNullable<ModelState['encoder']>,
): { readonly writer: RowWriter; readonly encoder: TableEncoder } {
  try {
    const { targets } = JSON.parse(words.schema) as TableSchema;
    const writer = RowWriter.from(words, { target: targets.map(({ name }) => name) });
    return { writer, encoder: TableEncoder.from(moments, writer.schema) };
  } catch (cause) {
    throw new ExportError('STATE', `this is not the state of a model: ${String(cause)}`, { cause });
  }
}

function labelOf(writer: RowWriter, truth: number, target: number): Label {
  return writer.labelOf(truth, target) ?? truth;
}
