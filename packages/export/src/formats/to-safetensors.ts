import { writeSafetensors } from '@graph/checkpoint';
import type { OptionNames } from '@graph/core';
import type { ModelState } from '@graph/online';
import { check } from '../check.js';
import { describeParts } from '../model/describe-parts.js';
import { checkMetadata, type Metadata } from '../model/export-options.js';
import { readModel } from '../model/read-model.js';
import { unitScaling } from '../model/unit-scaling.js';
import { networkTensors } from './network-tensors.js';

/** How a model becomes a safetensors file. */
export type SafetensorsOptions = {
  /** Further texts for the file's metadata, such as the name of the run. */
  readonly metadata?: Metadata;
};

const NAMES: OptionNames<SafetensorsOptions> = { metadata: true };

/**
 * Writes a model as safetensors, by layer: `hidden1.weight` `[out, in]`, `hidden1.bias` `[out]`, …, `output.weight`, `output.bias` as
 * 32-bit floats; `scaler.mean` and `scaler.scale` `[inputs]`, and of numbers `target.scale` and `target.offset` `[targets]`, as 64-bit
 * floats in the user's units. An input is `(value − mean) / scale` held within ± 8 (0 and 1 where it is not a number), an answer
 * `output · scale + offset`.
 *
 * The metadata say in JSON what each input is (`inputs`, `parts`), how the layers belong together (`layers`: each reads its
 * `sources` side by side), and what the outputs are (`task`, `targets`, `classes`, `head`).
 *
 * @param state - `OnlineModel.state().model`, or the `model` of a run's checkpoint.
 * @throws ExportError `STATE` if it is not the state of a model that has met a label; `SIZE`; `OPTION`.
 * @example
 * ```ts
 * await writeFile('model.safetensors', toSafetensors(model.state().model));
 * ```
 */
export function toSafetensors(state: ModelState, options: SafetensorsOptions = {}): Uint8Array {
  check.names('toSafetensors', options, NAMES);
  const { metadata = {} } = options;
  checkMetadata(metadata);
  const model = readModel(state);
  const { names, columns, unexpected } = model.inputs;
  const mean = new Float64Array(names.length);
  const scale = new Float64Array(names.length).fill(1);
  for (const part of columns.flatMap(({ parts }) => parts)) {
    const scaling = unitScaling(part);
    if (scaling === undefined) continue;
    mean[part.input] = scaling.mean;
    scale[part.input] = scaling.scale;
  }
  const network = networkTensors(model.network);
  const numbers = model.task === 'regression' ? model.targets : [];
  const labels = model.task === 'binary' ? model.targets.map((target) => target.labels) : model.classes;
  return writeSafetensors(
    {
      ...network.tensors,
      'scaler.mean': { data: mean },
      'scaler.scale': { data: scale },
      ...(numbers.length > 0 && {
        'target.scale': { data: Float64Array.from(numbers, (target) => target.scale) },
        'target.offset': { data: Float64Array.from(numbers, (target) => target.offset) },
      }),
    },
    {
      producer: '@graph/export',
      ...network.metadata,
      inputs: JSON.stringify(names),
      unexpected: String(unexpected),
      parts: JSON.stringify(columns.flatMap(describeParts)),
      task: model.task,
      targets: JSON.stringify(model.targets.map(({ name }) => name)),
      classes: JSON.stringify(labels),
      digest: model.digest,
      ...metadata,
    },
  );
}
