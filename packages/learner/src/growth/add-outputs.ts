import { ACTIVATIONS } from '../graph/activation.js';
import type { Graph } from '../graph/graph.js';
import { type GraphChange, nextBirths } from './graph-change.js';
import { type Growth, nodesOf } from './grow-graph.js';

/**
 * Adds outputs to a graph without ordering it anew: they come last, and so do the edges into them.
 *
 * @returns the same change as `growGraph`; undefined if the growth is anything but new outputs and edges into them from
 * nodes that exist, or there is anything wrong with it.
 */
export function addOutputs(graph: Graph, birth: Int32Array, growth: Growth): GraphChange | undefined {
  const added = nodesOf(growth);
  if (added.length === 0 || added.some(({ kind }) => kind !== 'output')) return undefined;
  const indexOf = new Map(graph.nodes.map(({ id }, node) => [id, node]));
  const sourcesOf = new Map<string, number[]>();
  for (const { id, activation } of added) {
    if (typeof id !== 'string' || id === '' || indexOf.has(id) || sourcesOf.has(id)) return undefined;
    if (!ACTIVATIONS.includes(activation)) return undefined;
    sourcesOf.set(id, []);
  }
  for (const [from, to] of growth.edges ?? []) {
    const source = indexOf.get(from);
    const list = sourcesOf.get(to);
    if (source === undefined || list === undefined || graph.nodes[source]!.kind === 'output')
      return undefined;
    list.push(source);
  }
  const lists = [...sourcesOf.values()].map((list) => Int32Array.from(list).sort());
  const isFit = (list: Int32Array): boolean =>
    list.length > 0 && list.every((source, at) => at === 0 || source !== list[at - 1]);
  if (!lists.every(isFit)) return undefined;

  const [nodes, edges] = [graph.nodes.length, graph.edgeCount];
  const after = graph.withOutputs(added, lists);
  const births = new Int32Array(nodes + added.length);
  births.set(birth);
  births.set(nextBirths(birth, added.length), nodes);
  return {
    graph: after,
    birth: births,
    oldNode: indices(nodes, after.nodes.length),
    oldEdge: indices(edges, after.edgeCount),
    oldEdges: edges,
  };
}

/** 0, 1, 2, … up to `known` (exclusive), then −1. */
function indices(known: number, length: number): Int32Array {
  const list = new Int32Array(length).fill(-1, known);
  for (let at = 0; at < known; at += 1) list[at] = at;
  return list;
}
