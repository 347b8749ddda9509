import type { OptionNames } from '@graph/core';
import type { NetworkState } from '@graph/learner';
import { check } from '../check.js';
import { checkMetadata, type Metadata } from '../model/export-options.js';
import { layersOf } from '../model/layers.js';
import { addNetwork } from './network-nodes.js';
import { OnnxGraph } from './onnx-graph.js';

/** How a bare network becomes an ONNX file. */
export type NetworkOnnxOptions = {
  /** Texts for the file's metadata. */
  readonly metadata?: Metadata;
};

const NAMES: OptionNames<NetworkOnnxOptions> = { metadata: true };

/**
 * Writes a network of `@graph/learner` as ONNX: `inputs` `[rows, inputWidth]` to `outputs` `[rows, outputWidth]`, 32-bit floats, as
 * `Network.predict` gives them.
 *
 * @throws ExportError `STATE` if it is not the state of a network; `SIZE` over 2 GiB; `OPTION`.
 * @example
 * ```ts
 * await writeFile('network.onnx', networkToOnnx(network.state()));
 * ```
 */
export function networkToOnnx(state: NetworkState, options: NetworkOnnxOptions = {}): Uint8Array {
  check.names('networkToOnnx', options, NAMES);
  const { metadata = {} } = options;
  checkMetadata(metadata);
  const network = layersOf(state);
  const { inputWidth, outputWidth } = network;
  const graph = new OnnxGraph(['inputs', 'outputs']);
  const inputs = graph.input('inputs', 'float', ['rows', inputWidth], 'what the network takes');
  const outputs = addNetwork(graph, network, inputs);
  graph.output(outputs, 'outputs', 'float', ['rows', outputWidth], 'what the network gives');
  return graph.finish('network', '', { producer: '@graph/export', ...metadata });
}
