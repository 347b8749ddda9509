import type { Random } from '@graph/random';
import type { Graph } from './graph.js';

/**
 * Draws weights, edge by edge: uniform within ±√(6 / fan-in) into relu and leaky relu (He et al. 2015), within
 * ±√(6 / (fan-in + fan-out)) elsewhere (Glorot and Bengio 2010). What the graph gives is kept.
 */
export function initialize(graph: Graph, random: Random): { weights: Float32Array; biases: Float32Array } {
  const { nodes, edgeFrom, edgeTo, edgeWeights, nodeBiases } = graph;
  const fanIn = new Int32Array(nodes.length);
  const fanOut = new Int32Array(nodes.length);
  for (const from of edgeFrom) fanOut[from]! += 1;
  for (const to of edgeTo) fanIn[to]! += 1;
  const weights = new Float32Array(edgeFrom.length);
  for (let edge = 0; edge < weights.length; edge += 1) {
    const to = edgeTo[edge]!;
    const rectified = nodes[to]!.activation.endsWith('relu');
    const limit = Math.sqrt(6 / (fanIn[to]! + (rectified ? 0 : fanOut[edgeFrom[edge]!]!)));
    const drawn = (2 * random.float() - 1) * limit;
    const given = edgeWeights?.[edge] ?? Number.NaN;
    weights[edge] = Number.isNaN(given) ? drawn : given;
  }
  const biases = new Float32Array(nodes.length);
  for (let node = 0; node < biases.length; node += 1) {
    const given = nodeBiases?.[node] ?? Number.NaN;
    if (!Number.isNaN(given)) biases[node] = given;
  }
  return { weights, biases };
}
