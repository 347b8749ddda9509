import type { Random } from '@graph/core';
import type { Graph } from '../graph/graph.js';

/**
 * Draws weights, edge by edge: uniform within ±√(6 / fan-in) into relu and leaky relu (He et al. 2015), within
 * ±√(6 / (fan-in + fan-out)) elsewhere (Glorot and Bengio 2010); biases are 0. What the graph gives is kept.
 *
 * @param known - `[edges]`; where it is ≥ 0 nothing is drawn. Default: draw all.
 * @returns `[edges]` weights, then `[nodes]` biases.
 */
export function initialize(graph: Graph, random: Random, known?: Int32Array): Float32Array<ArrayBuffer> {
  const { nodes, edgeFrom, edgeTo, edgeWeights, nodeBiases } = graph;
  const fanIn = new Int32Array(nodes.length);
  const fanOut = new Int32Array(nodes.length);
  for (const from of edgeFrom) fanOut[from]! += 1;
  for (const to of edgeTo) fanIn[to]! += 1;
  const values = new Float32Array(edgeFrom.length + nodes.length);
  for (let edge = 0; edge < edgeFrom.length; edge += 1) {
    if (known !== undefined && known[edge]! >= 0) continue;
    const to = edgeTo[edge]!;
    const rectified = nodes[to]!.activation.endsWith('relu');
    const limit = Math.sqrt(6 / (fanIn[to]! + (rectified ? 0 : fanOut[edgeFrom[edge]!]!)));
    const drawn = (2 * random.float() - 1) * limit;
    const given = edgeWeights?.[edge] ?? Number.NaN;
    values[edge] = Number.isNaN(given) ? drawn : given;
  }
  for (let node = 0; node < nodes.length; node += 1) {
    const given = nodeBiases?.[node] ?? Number.NaN;
    if (!Number.isNaN(given)) values[edgeFrom.length + node] = given;
  }
  return values;
}
