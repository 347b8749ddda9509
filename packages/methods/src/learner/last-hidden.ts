import type { Network } from '@graph/learner';
import type { NdArray } from 'ndarray';

/** What the neurons that feed the outputs say of rows, each row scaled to length 1. */
export class LastHidden {
  readonly #network: Network;
  readonly #nodes: Int32Array;

  constructor(network: Network) {
    this.#network = network;
    const { outputs, edgeFrom, edgeTo } = network.graph;
    const firstOutput = outputs[0]!;
    const sources = new Set<number>();
    // Outputs are the last nodes.
    for (let edge = 0; edge < edgeTo.length; edge += 1)
      if (edgeTo[edge]! >= firstOutput) sources.add(edgeFrom[edge]!);
    this.#nodes = Int32Array.from(sources).sort();
  }

  /** Number of neurons. */
  get width(): number {
    return this.#nodes.length;
  }

  /** Computes them for the first `rows` rows: a new `[rows, width]`. */
  of(inputs: NdArray<Float32Array>, rows: number): Float32Array {
    const { width } = this;
    const values = new Float32Array(rows * width);
    this.#network.manual.activations(inputs, rows, this.#nodes, values);
    for (let row = 0; row < rows; row += 1) {
      let square = 0;
      for (let at = row * width; at < (row + 1) * width; at += 1) square += values[at]! * values[at]!;
      const length = Math.sqrt(square);
      if (length > 0)
        for (let at = row * width; at < (row + 1) * width; at += 1) values[at] = values[at]! / length;
    }
    return values;
  }
}
