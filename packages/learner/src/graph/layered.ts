import type { OptionNames } from '@graph/core';
import type { Activation } from './activation.js';
import { check } from './check.js';
import { Graph } from './graph.js';
import { GraphError } from './graph-error.js';
import type { GraphNode } from './graph-parts.js';

/** The shape of a graph of full layers. */
export type LayeredOptions = {
  /** Number of input columns, ≥ 1. */
  readonly inputs: number;
  /** Neurons of each hidden layer, each ≥ 1; `[]` for none. */
  readonly hidden: readonly number[];
  /** Number of outputs, ≥ 1. */
  readonly outputs: number;
  /** Of the hidden layers. Default `relu`. */
  readonly activation?: Activation;
  /** Default `linear`. */
  readonly outputActivation?: Activation;
  /** Whether hidden and output nodes have a bias. Default true. */
  readonly bias?: boolean;
  /** Further pairs of layers to connect completely: 0 is the inputs, `hidden.length + 1` the outputs. Default none. */
  readonly skip?: readonly (readonly [from: number, to: number])[];
};

const OPTION_NAMES: OptionNames<LayeredOptions> = {
  activation: true,
  bias: true,
  hidden: true,
  inputs: true,
  outputActivation: true,
  outputs: true,
  skip: true,
};

/**
 * Makes a graph of completely connected layers. Nodes are named `in.0`, `hidden1.0`, `out.0` and so on.
 *
 * @throws GraphError `OPTION` if a size is not a whole number ≥ 1 or a skip does not lead over at least one layer,
 * `DUPLICATE_EDGE` if a skip is given twice, `UNKNOWN_ACTIVATION`.
 *
 * @example
 * ```ts
 * const graph = layered({ inputs: 8, hidden: [32, 32], outputs: 1, activation: 'tanh', skip: [[0, 3]] });
 * ```
 */
export function layered(options: LayeredOptions): Graph {
  check.names('layered', options, OPTION_NAMES);
  const {
    inputs,
    hidden,
    outputs,
    activation = 'relu',
    outputActivation = 'linear',
    bias = true,
    skip = [],
  } = options;
  check.wholeNumber('inputs', inputs, { min: 1 });
  for (const [layer, size] of hidden.entries()) check.wholeNumber(`hidden[${layer}]`, size, { min: 1 });
  check.wholeNumber('outputs', outputs, { min: 1 });
  const sizes = [inputs, ...hidden, outputs];
  const last = sizes.length - 1;
  const pairs: (readonly [number, number])[] = [...hidden, outputs].map((_, layer) => [layer, layer + 1]);
  for (const [from, to] of skip) {
    if (!(Number.isInteger(from) && Number.isInteger(to) && from >= 0 && to <= last && to - from >= 2))
      throw new GraphError(
        'OPTION',
        `skip leads from layer ${from} to ${to}, wanted 0 ≤ from, from + 2 ≤ to ≤ ${last}`,
      );
    pairs.push([from, to]);
  }
  const nodes = sizes.flatMap((size, layer) =>
    Array.from({ length: size }, (_, at): GraphNode => {
      if (layer === 0) return { id: `in.${at}`, kind: 'input', activation: 'linear', bias: false };
      if (layer === last) return { id: `out.${at}`, kind: 'output', activation: outputActivation, bias };
      return { id: `hidden${layer}.${at}`, kind: 'hidden', activation, bias };
    }),
  );
  return Graph.of({ nodes, ...completeEdges(sizes, pairs) });
}

function completeEdges(
  sizes: readonly number[],
  pairs: readonly (readonly [number, number])[],
): { edgeFrom: Int32Array; edgeTo: Int32Array } {
  const starts = sizes.map((_, layer) => sizes.slice(0, layer).reduce((sum, size) => sum + size, 0));
  const count = pairs.reduce((sum, [from, to]) => sum + sizes[from]! * sizes[to]!, 0);
  const edgeFrom = new Int32Array(count);
  const edgeTo = new Int32Array(count);
  let edge = 0;
  for (const [fromLayer, toLayer] of pairs) {
    for (let target = 0; target < sizes[toLayer]!; target += 1) {
      for (let source = 0; source < sizes[fromLayer]!; source += 1) {
        edgeFrom[edge] = starts[fromLayer]! + source;
        edgeTo[edge] = starts[toLayer]! + target;
        edge += 1;
      }
    }
  }
  return { edgeFrom, edgeTo };
}
