import type { Graph } from '../graph/graph.js';

/** A graph made of another one, and where its parts were in that: −1 what is new. */
export type GraphChange = {
  readonly graph: Graph;
  /** `[new nodes]`, the order in which the nodes came into the network. */
  readonly birth: Int32Array;
  /** `[new edges]` */
  readonly oldEdge: Int32Array;
  /** `[new nodes]` */
  readonly oldNode: Int32Array;
  /** Number of edges before. */
  readonly oldEdges: number;
};

/**
 * Finds the parts of a graph in one that was made from it.
 *
 * @param births - by the index that `indexOf` gives.
 */
export function compareGraphs(
  before: Graph,
  after: Graph,
  births: Int32Array,
  indexOf: ReadonlyMap<string, number>,
): GraphChange {
  const oldNode = Int32Array.from(after.nodes, ({ id }) => {
    const node = indexOf.get(id)!;
    return node < before.nodes.length ? node : -1;
  });
  const birth = Int32Array.from(after.nodes, ({ id }) => births[indexOf.get(id)!]!);
  const key = (from: number, to: number): number => to * before.nodes.length + from;
  const edgeAt = new Map<number, number>();
  for (let edge = 0; edge < before.edgeCount; edge += 1)
    edgeAt.set(key(before.edgeFrom[edge]!, before.edgeTo[edge]!), edge);
  const oldEdge = after.edgeFrom.map((from, edge) => {
    const [source, target] = [oldNode[from]!, oldNode[after.edgeTo[edge]!]!];
    return source < 0 || target < 0 ? -1 : (edgeAt.get(key(source, target)) ?? -1);
  });
  return { graph: after, birth, oldEdge, oldNode, oldEdges: before.edgeCount };
}

/** The births of `count` nodes that come after all others. */
export function nextBirths(birth: Int32Array, count: number): Int32Array {
  const last = birth.reduce((most, value) => Math.max(most, value), -1);
  return Int32Array.from({ length: count }, (_, at) => last + 1 + at);
}
