import { ACTIVATIONS } from '../graph/activation.js';
import type { Graph } from '../graph/graph.js';

/** The order in which the kernels keep the nodes of a graph, and what it was found from. */
export type Arrangement = {
  /** `[nodes]`, the sources of each node, by birth. */
  readonly sources: readonly Int32Array[];
  /** `[slots]`, the node of each slot. */
  readonly order: Int32Array;
  /** `[nodes]`, the slot of each node. */
  readonly slotOf: Int32Array;
  /** First slots of the bands, ascending. */
  readonly bandStarts: readonly number[];
  /** `[slots]`, the number of each slot's band from 1 on; 0 for inputs. */
  readonly bandOf: Int32Array;
};

/** Gives the nodes of a graph their slots, and cuts these into bands of equal depth and activation. */
export function arrangeNodes(graph: Graph, birth: Int32Array): Arrangement {
  const sources = sourcesOf(graph, birth);
  const depth = depthsOf(graph);
  const order = orderNodes(graph, depth, birth, sources);
  const slotOf = new Int32Array(order.length);
  for (let slot = 0; slot < order.length; slot += 1) slotOf[order[slot]!] = slot;
  const inputs = graph.inputs.length;
  const bandOf = new Int32Array(order.length);
  const bandStarts: number[] = [];
  for (let slot = inputs; slot < order.length; slot += 1) {
    const [one, other] = [order[slot - 1]!, order[slot]!];
    if (slot === inputs || !sameBand(graph, depth, one, other)) bandStarts.push(slot);
    bandOf[slot] = bandStarts.length;
  }
  return { sources, order, slotOf, bandStarts, bandOf };
}

/** Compares lists of nodes: longer ones first, then by the first node that differs. */
export function compareLists(one: Int32Array, other: Int32Array): number {
  if (one.length !== other.length) return other.length - one.length;
  for (let at = 0; at < one.length; at += 1) if (one[at] !== other[at]) return one[at]! - other[at]!;
  return 0;
}

function sourcesOf(graph: Graph, birth: Int32Array): readonly Int32Array[] {
  const { nodes, edgeFrom, edgeTo } = graph;
  let edge = 0;
  return nodes.map((_, node) => {
    const start = edge;
    while (edge < edgeTo.length && edgeTo[edge] === node) edge += 1;
    return edgeFrom.slice(start, edge).sort((one, other) => birth[one]! - birth[other]!);
  });
}

function depthsOf({ nodes, edgeFrom, edgeTo }: Graph): Int32Array {
  const depth = new Int32Array(nodes.length);
  // Nodes are in topological order and edges sorted by target, so every source is done before it is asked for.
  for (let edge = 0; edge < edgeTo.length; edge += 1)
    depth[edgeTo[edge]!] = Math.max(depth[edgeTo[edge]!]!, depth[edgeFrom[edge]!]! + 1);
  return depth;
}

/** Inputs and outputs in their own order; hidden nodes by depth, activation and sources, so that like is next to like. */
function orderNodes(
  graph: Graph,
  depth: Int32Array,
  birth: Int32Array,
  sources: readonly Int32Array[],
): Int32Array {
  const { nodes, inputs, outputs } = graph;
  const hidden = nodes.flatMap(({ kind }, node) => (kind === 'hidden' ? [node] : []));
  hidden.sort(
    (one, other) =>
      depth[one]! - depth[other]! ||
      ACTIVATIONS.indexOf(nodes[one]!.activation) - ACTIVATIONS.indexOf(nodes[other]!.activation) ||
      compareLists(sources[one]!, sources[other]!) ||
      birth[one]! - birth[other]!,
  );
  return Int32Array.from([...inputs, ...hidden, ...outputs]);
}

function sameBand({ nodes }: Graph, depth: Int32Array, one: number, other: number): boolean {
  const [before, after] = [nodes[one]!, nodes[other]!];
  return (
    before.kind === after.kind &&
    before.activation === after.activation &&
    (after.kind === 'output' || depth[one] === depth[other])
  );
}
