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
  const values = new Float32Array(graph.edgeCount + graph.nodes.length);
  drawParameters(graph, weightLimits(graph), random, values, known);
  return values;
}

/** The largest weight that may be drawn for each edge. O(edges): networks of one graph share them. */
export function weightLimits(graph: Graph): Float64Array<ArrayBuffer> {
  const { nodes, edgeFrom, edgeTo } = graph;
  const fanIn = new Int32Array(nodes.length);
  const fanOut = new Int32Array(nodes.length);
  for (const from of edgeFrom) fanOut[from]! += 1;
  for (const to of edgeTo) fanIn[to]! += 1;
  const rectified = nodes.map(({ activation }) => activation.endsWith('relu'));
  const limits = new Float64Array(edgeFrom.length);
  for (let edge = 0; edge < edgeFrom.length; edge += 1) {
    const to = edgeTo[edge]!;
    limits[edge] = Math.sqrt(6 / (fanIn[to]! + (rectified[to]! ? 0 : fanOut[edgeFrom[edge]!]!)));
  }
  return limits;
}

/** As `initialize`, with limits from `weightLimits`, into `values`, which is 0 where nothing is drawn or given. */
export function drawParameters(
  { nodes, edgeCount, edgeWeights, nodeBiases }: Graph,
  limits: Float64Array,
  random: Random,
  values: Float32Array,
  known?: Int32Array,
): void {
  for (let edge = 0; edge < edgeCount; edge += 1) {
    if (known !== undefined && known[edge]! >= 0) continue;
    const drawn = (2 * random.float() - 1) * limits[edge]!;
    const given = edgeWeights?.[edge] ?? Number.NaN;
    values[edge] = Number.isNaN(given) ? drawn : given;
  }
  if (nodeBiases === undefined) return;
  for (let node = 0; node < nodes.length; node += 1) {
    const given = nodeBiases[node]!;
    if (!Number.isNaN(given)) values[edgeCount + node] = given;
  }
}
