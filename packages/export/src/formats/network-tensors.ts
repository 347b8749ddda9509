import type { TensorSource } from '@graph/checkpoint';
import type { Layers } from '../model/layers.js';

/** A network as named arrays, and the texts that say how they belong together. */
export type NetworkTensors = {
  readonly tensors: Readonly<Record<string, TensorSource>>;
  readonly metadata: Readonly<Record<string, string>>;
};

/** Names the arrays of a network: `hidden1.weight` `[out, in]`, `hidden1.bias` `[out]`, …, `output.weight`, `output.bias`. */
export function networkTensors({ layers, outputLayers, outputOrder, loss }: Layers): NetworkTensors {
  const tensors: { [name: string]: TensorSource } = {};
  for (const { name, weight, bias, neurons, inputs } of layers) {
    tensors[`${name}.weight`] = { data: weight, shape: [neurons, inputs] };
    tensors[`${name}.bias`] = { data: bias };
  }
  return {
    tensors,
    metadata: {
      layers: JSON.stringify(layers.map(({ name, activation, sources }) => ({ name, activation, sources }))),
      outputs: JSON.stringify(outputLayers),
      ...(outputOrder === undefined ? {} : { output_order: JSON.stringify(outputOrder) }),
      head: loss.kind === 'softmax-cross-entropy' ? 'softmax' : 'none',
    },
  };
}
