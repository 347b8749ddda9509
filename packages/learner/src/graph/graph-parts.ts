import type { Activation } from './activation.js';

/** A node: a column of the input, or a sum passed through an activation. */
export type GraphNode = {
  readonly id: string;
  readonly kind: 'input' | 'hidden' | 'output';
  readonly activation: Activation;
  readonly bias: boolean;
};

/** What a graph is made of, in any order; numbers are indices into `nodes`. */
export type GraphParts = {
  readonly nodes: readonly GraphNode[];
  readonly edgeFrom: Int32Array;
  readonly edgeTo: Int32Array;
  /** The weight that each edge starts from; NaN, or no array: drawn at random by the network. */
  readonly edgeWeights?: Float32Array | undefined;
  /** The bias that each node starts from; NaN, or no array: 0. */
  readonly nodeBiases?: Float32Array | undefined;
};
