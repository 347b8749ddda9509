import { Graph } from '../graph/graph.js';
import type { GraphNode } from '../graph/graph-parts.js';
import { freeId } from './free-id.js';
import { type GraphChange, nextBirths } from './graph-change.js';

/**
 * Adds `count` inputs behind the others, each of which feeds every neuron that an input feeds: in layers, the first one
 * and those that skip connections lead to.
 */
export function addInputs(graph: Graph, birth: Int32Array, count: number): GraphChange {
  const { nodes, inputs, edgeFrom, edgeTo } = graph;
  const width = inputs.length;
  const used = new Set(nodes.map(({ id }) => id));
  const like = nodes[width - 1]!.id;
  const added = Array.from({ length: count }, (_, at): GraphNode => {
    return { id: freeId(like, used, width + at), kind: 'input', activation: 'linear', bias: false };
  });
  // Nodes behind the inputs move by `count`; new inputs come last among the sources of each neuron.
  const place = (node: number): number => (node < width ? node : node + count);
  const fed = new Set<number>();
  for (let edge = 0; edge < edgeTo.length; edge += 1) if (edgeFrom[edge]! < width) fed.add(edgeTo[edge]!);
  const from: number[] = [];
  const to: number[] = [];
  const oldEdge: number[] = [];
  const connect = (source: number, target: number, edge: number): void => {
    from.push(source);
    to.push(target);
    oldEdge.push(edge);
  };
  let edge = 0;
  for (let node = width; node < nodes.length; node += 1) {
    for (; edgeTo[edge] === node && edgeFrom[edge]! < width; edge += 1)
      connect(edgeFrom[edge]!, place(node), edge);
    if (fed.has(node)) for (let at = 0; at < count; at += 1) connect(width + at, place(node), -1);
    for (; edgeTo[edge] === node; edge += 1) connect(place(edgeFrom[edge]!), place(node), edge);
  }
  const split = <T>(list: readonly T[], middle: readonly T[]): T[] => [
    ...list.slice(0, width),
    ...middle,
    ...list.slice(width),
  ];
  return {
    graph: Graph.of({
      nodes: split(nodes, added),
      edgeFrom: Int32Array.from(from),
      edgeTo: Int32Array.from(to),
    }),
    birth: Int32Array.from(split([...birth], [...nextBirths(birth, count)])),
    oldNode: Int32Array.from(split([...nodes.keys()], new Array<number>(count).fill(-1))),
    oldEdge: Int32Array.from(oldEdge),
    oldEdges: edgeFrom.length,
  };
}
