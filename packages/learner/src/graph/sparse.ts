import { type OptionNames, Random } from '@graph/core';
import type { Activation } from './activation.js';
import { check } from './check.js';
import { Graph } from './graph.js';
import type { GraphNode } from './graph-parts.js';

/** The shape of a random sparse graph. */
export type SparseOptions = {
  /** Number of input columns, ≥ 1. */
  readonly inputs: number;
  /** Number of hidden neurons, ≥ 0. */
  readonly hidden: number;
  /** Number of outputs, ≥ 1. */
  readonly outputs: number;
  /** Probability of each edge that the order of the nodes allows, 0 < density ≤ 1. */
  readonly density: number;
  /** A safe integer; the same seed gives the same graph. */
  readonly seed: number;
  /** Of the hidden neurons. Default `relu`. */
  readonly activation?: Activation;
  /** Default `linear`. */
  readonly outputActivation?: Activation;
  /** Whether hidden and output nodes have a bias. Default true. */
  readonly bias?: boolean;
};

const OPTION_NAMES: OptionNames<SparseOptions> = {
  activation: true,
  bias: true,
  density: true,
  hidden: true,
  inputs: true,
  outputActivation: true,
  outputs: true,
  seed: true,
};

/**
 * Makes a random acyclic graph: nodes have an order, and each may feed every later one (inputs no inputs, outputs
 * nothing) with probability `density`, drawn independently. A node left without a source or a target gets one, drawn
 * evenly. Takes O(nodes²) draws.
 *
 * @throws GraphError `OPTION` if a count, the density or the seed is out of range, `UNKNOWN_ACTIVATION`.
 */
export function sparse(options: SparseOptions): Graph {
  check.names('sparse', options, OPTION_NAMES);
  const { inputs, hidden, outputs, density, seed, bias = true } = options;
  check.wholeNumber('inputs', inputs, { min: 1 });
  check.wholeNumber('hidden', hidden, { min: 0 });
  check.wholeNumber('outputs', outputs, { min: 1 });
  check.number('density', density, { above: 0, max: 1 });
  check.seed(seed);
  const random = Random.fromSeed(seed, 'sparse');
  const firstOutput = inputs + hidden;
  const count = firstOutput + outputs;
  const edgeFrom: number[] = [];
  const edgeTo: number[] = [];
  const feeds = new Uint8Array(count);
  const connect = (from: number, to: number): void => {
    edgeFrom.push(from);
    edgeTo.push(to);
    feeds[from] = 1;
  };
  for (let to = inputs; to < count; to += 1) {
    const sources = Math.min(to, firstOutput);
    const before = edgeTo.length;
    for (let from = 0; from < sources; from += 1) if (random.float() < density) connect(from, to);
    if (edgeTo.length === before) connect(random.below(sources), to);
  }
  // A node that feeds nothing yet has no edge to any later node, so the edge drawn for it is no duplicate.
  for (let from = 0; from < firstOutput; from += 1) {
    const first = Math.max(from + 1, inputs);
    if (feeds[from] === 0) connect(from, first + random.below(count - first));
  }
  const { activation = 'relu', outputActivation = 'linear' } = options;
  const nodes = Array.from({ length: count }, (_, node): GraphNode => {
    if (node < inputs) return { id: `in.${node}`, kind: 'input', activation: 'linear', bias: false };
    if (node < firstOutput) return { id: `hidden.${node - inputs}`, kind: 'hidden', activation, bias };
    return { id: `out.${node - firstOutput}`, kind: 'output', activation: outputActivation, bias };
  });
  return Graph.of({ nodes, edgeFrom: Int32Array.from(edgeFrom), edgeTo: Int32Array.from(edgeTo) });
}
