import { Graph } from '../graph/graph.js';
import { compareGraphs, type GraphChange } from './graph-change.js';

/**
 * Removes at most `count` edges, those that score lowest first and the earlier one of equals. A hidden neuron that feeds
 * nothing any more goes too, and so do the edges into it, which count: an edge whose removal would take more with it than
 * there is left to remove stays. The best edge into each neuron stays as long as the neuron does.
 *
 * @param scores - `[edges]`
 */
export function pruneGraph(
  graph: Graph,
  birth: Int32Array,
  scores: Float32Array,
  count: number,
): GraphChange {
  const { nodes, edgeFrom, edgeTo } = graph;
  const best = new Int32Array(nodes.length).fill(-1);
  for (let edge = 0; edge < edgeTo.length; edge += 1) {
    const to = edgeTo[edge]!;
    if (best[to] === -1 || scores[edge]! >= scores[best[to]!]!) best[to] = edge;
  }
  const order = Int32Array.from(edgeTo.keys()).filter((edge) => best[edgeTo[edge]!] !== edge);
  order.sort((one, other) => scores[one]! - scores[other]! || one - other);
  const starts = startsOf(nodes.length, edgeTo);
  const feeds = new Int32Array(nodes.length);
  for (const from of edgeFrom) feeds[from]! += 1;
  const dead = (node: number): boolean => nodes[node]!.kind === 'hidden' && feeds[node] === 0;
  const keep = new Uint8Array(edgeTo.length).fill(1);
  let left = count;
  for (const edge of order) {
    if (left === 0) break;
    if (!keep[edge]) continue;
    const taken = [edge];
    const take = (gone: number): void => {
      keep[gone] = 0;
      feeds[edgeFrom[gone]!]! -= 1;
    };
    take(edge);
    for (let at = 0; at < taken.length && taken.length <= left; at += 1) {
      const source = edgeFrom[taken[at]!]!;
      if (!dead(source)) continue;
      for (let into = starts[source]!; into < starts[source + 1]!; into += 1) {
        if (!keep[into]) continue;
        taken.push(into);
        take(into);
      }
    }
    if (taken.length <= left) left -= taken.length;
    else {
      for (const back of taken) {
        keep[back] = 1;
        feeds[edgeFrom[back]!]! += 1;
      }
    }
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
  return compareGraphs(graph, after, birth, new Map(nodes.map(({ id }, node) => [id, node])));
}

/** `[nodes + 1]`, where the edges into each node begin; edges are sorted by target. */
function startsOf(nodeCount: number, edgeTo: Int32Array): Int32Array {
  const starts = new Int32Array(nodeCount + 1);
  for (const to of edgeTo) starts[to + 1]! += 1;
  for (let node = 0; node < nodeCount; node += 1) starts[node + 1]! += starts[node]!;
  return starts;
}
