import { GraphError } from './graph-error.js';

type NodeList = readonly { readonly id: string; readonly kind: 'input' | 'hidden' | 'output' }[];

/**
 * Orders nodes topologically: inputs, then hidden nodes by the longest path that leads to them, then outputs; nodes of
 * equal rank keep their order. Takes O(nodes + edges).
 *
 * @returns `order`, where `order[position]` is the index of the node that comes there.
 * @throws GraphError `CYCLE` naming the nodes of one cycle.
 */
export function graphOrder(nodes: NodeList, edgeFrom: Int32Array, edgeTo: Int32Array): Int32Array {
  const { starts, targets } = outgoing(nodes.length, edgeFrom, edgeTo);
  const waiting = new Int32Array(nodes.length);
  for (const to of edgeTo) waiting[to]! += 1;
  const depth = new Int32Array(nodes.length);
  const ready: number[] = [];
  for (let node = 0; node < nodes.length; node += 1) if (waiting[node] === 0) ready.push(node);
  for (let at = 0; at < ready.length; at += 1) {
    const node = ready[at]!;
    for (let edge = starts[node]!; edge < starts[node + 1]!; edge += 1) {
      const to = targets[edge]!;
      depth[to] = Math.max(depth[to]!, depth[node]! + 1);
      waiting[to]! -= 1;
      if (waiting[to] === 0) ready.push(to);
    }
  }
  if (ready.length < nodes.length) throw cycleError(nodes, starts, targets, waiting);
  const rank = (node: number): number => {
    const { kind } = nodes[node]!;
    return kind === 'input' ? -1 : kind === 'output' ? nodes.length : depth[node]!;
  };
  return Int32Array.from(nodes.keys()).sort((one, other) => rank(one) - rank(other) || one - other);
}

function outgoing(
  nodeCount: number,
  edgeFrom: Int32Array,
  edgeTo: Int32Array,
): { starts: Int32Array; targets: Int32Array } {
  const starts = new Int32Array(nodeCount + 1);
  for (const from of edgeFrom) starts[from + 1]! += 1;
  for (let node = 0; node < nodeCount; node += 1) starts[node + 1]! += starts[node]!;
  const next = starts.slice();
  const targets = new Int32Array(edgeTo.length);
  for (let edge = 0; edge < edgeTo.length; edge += 1) {
    const from = edgeFrom[edge]!;
    targets[next[from]!] = edgeTo[edge]!;
    next[from]! += 1;
  }
  return { starts, targets };
}

/** Every node still waiting has a waiting source, so walking backwards among them must come back to one. */
function cycleError(
  nodes: NodeList,
  starts: Int32Array,
  targets: Int32Array,
  waiting: Int32Array,
): GraphError {
  const source = new Int32Array(nodes.length).fill(-1);
  for (let node = 0; node < nodes.length; node += 1) {
    if (waiting[node] === 0) continue;
    for (let edge = starts[node]!; edge < starts[node + 1]!; edge += 1) {
      if (waiting[targets[edge]!]! > 0) source[targets[edge]!] = node;
    }
  }
  const seen = new Set<number>();
  let node = waiting.findIndex((count) => count > 0);
  while (!seen.has(node)) {
    seen.add(node);
    node = source[node]!;
  }
  const walk = [...seen];
  const ids = walk
    .slice(walk.indexOf(node))
    .reverse()
    .map((index) => nodes[index]!.id);
  const path = [...ids, ids[0]!].map((id) => `'${id}'`).join(' → ');
  return new GraphError('CYCLE', `the edges ${path} form a cycle; remove one of them`, { nodes: ids });
}
