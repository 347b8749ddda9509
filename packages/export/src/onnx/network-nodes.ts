import type { Activation } from '@graph/learner';
import type { Layers } from '../model/layers.js';
import type { OnnxGraph } from './onnx-graph.js';

const OPERATORS: Readonly<Record<Exclude<Activation, 'linear'>, string>> = {
  relu: 'Relu',
  'leaky-relu': 'LeakyRelu',
  sigmoid: 'Sigmoid',
  tanh: 'Tanh',
};

/**
 * Adds a network to a graph.
 *
 * @param inputs - the name of `[rows, inputWidth]`.
 * @returns the name of `[rows, outputWidth]`: what `Network.predict` gives, probabilities where it is trained with softmax.
 */
export function addNetwork(graph: OnnxGraph, network: Layers, inputs: string): string {
  const values = new Map([['input', inputs]]);
  for (const { name, activation, sources, weight, bias, neurons, inputs: width } of network.layers) {
    const before = graph.sideBySide(sources.map((source) => values.get(source)!));
    const weights = graph.floats(`${name}.weight`, weight, [neurons, width]);
    const biases = graph.floats(`${name}.bias`, bias, [neurons]);
    const sum = graph.node('Gemm', [before, weights, biases], { attributes: { transB: 1 } });
    values.set(name, activation === 'linear' ? sum : graph.node(OPERATORS[activation], [sum]));
  }
  const together = graph.sideBySide(network.outputLayers.map((name) => values.get(name)!));
  const outputs =
    network.outputOrder === undefined
      ? together
      : graph.node('Gather', [together, graph.integers(network.outputOrder)], { attributes: { axis: 1 } });
  return network.loss.kind === 'softmax-cross-entropy'
    ? graph.node('Softmax', [outputs], { attributes: { axis: 1 } })
    : outputs;
}
