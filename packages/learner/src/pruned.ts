import { Graph } from './graph.js';
import { type Change, changed } from './growth.js';

/**
 * Removes the `count` edges that score lowest, the earlier one of equals first, and then the hidden neurons that feed
 * nothing any more. The best edge into each neuron stays, so that none is cut off from the inputs; there may be fewer than
 * `count` others.
 *
 * @param scores - `[edges]`
 */
export function pruned(graph: Graph, birth: Int32Array, scores: Float32Array, count: number): Change {
  const { nodes, edgeFrom, edgeTo } = graph;
  const best = new Int32Array(nodes.length).fill(-1);
  for (let edge = 0; edge < edgeTo.length; edge += 1) {
    const to = edgeTo[edge]!;
    if (best[to] === -1 || scores[edge]! >= scores[best[to]!]!) best[to] = edge;
  }
  const order = Int32Array.from(edgeTo.keys()).filter((edge) => best[edgeTo[edge]!] !== edge);
  order.sort((one, other) => scores[one]! - scores[other]! || one - other);
  const keep = new Uint8Array(edgeTo.length).fill(1);
  for (const edge of order.subarray(0, count)) keep[edge] = 0;

  // From the end, edges being sorted by target: a neuron that feeds nothing takes its own edges with it.
  const feeds = new Int32Array(nodes.length);
  for (let edge = 0; edge < keep.length; edge += 1) if (keep[edge]) feeds[edgeFrom[edge]!]! += 1;
  const dead = (node: number): boolean => nodes[node]!.kind === 'hidden' && feeds[node] === 0;
  for (let edge = keep.length - 1; edge >= 0; edge -= 1) {
    if (!keep[edge] || !dead(edgeTo[edge]!)) continue;
    keep[edge] = 0;
    feeds[edgeFrom[edge]!]! -= 1;
  }
  const alive = nodes.flatMap((_, node) => (dead(node) ? [] : [node]));
  const position = new Int32Array(nodes.length).fill(-1);
  for (const [at, node] of alive.entries()) position[node] = at;
  const kept = Int32Array.from(keep.keys()).filter((edge) => keep[edge] === 1);
  const after = Graph.of({
    nodes: alive.map((node) => nodes[node]!),
    edgeFrom: kept.map((edge) => position[edgeFrom[edge]!]!),
    edgeTo: kept.map((edge) => position[edgeTo[edge]!]!),
  });
  return changed(graph, after, birth, new Map(nodes.map(({ id }, node) => [id, node])));
}
