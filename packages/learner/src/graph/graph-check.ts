import { ACTIVATIONS } from './activation.js';
import { GraphError } from './graph-error.js';
import type { GraphNode, GraphParts } from './graph-parts.js';

/** Checks everything about the parts of a graph that can be seen without ordering them. */
export function checkNodes({ nodes, edgeFrom, edgeTo, edgeWeights, nodeBiases }: GraphParts): void {
  const seen = new Set<string>();
  const count = { input: 0, hidden: 0, output: 0 };
  for (const { id, kind, activation } of nodes) {
    if (typeof id !== 'string' || id === '')
      throw new GraphError('OPTION', `node id is ${JSON.stringify(id)}, wanted a text that is not empty`);
    if (seen.has(id))
      throw new GraphError('DUPLICATE_NODE', `there are two nodes '${id}'; rename one`, { nodes: [id] });
    seen.add(id);
    if (!(kind in count))
      throw new GraphError('OPTION', `node '${id}' is of kind ${kind}, wanted input, hidden or output`, {
        nodes: [id],
      });
    count[kind] += 1;
    if (!ACTIVATIONS.includes(activation))
      throw new GraphError(
        'UNKNOWN_ACTIVATION',
        `node '${id}' has activation '${activation}', wanted one of ${ACTIVATIONS.join(', ')}`,
        { nodes: [id] },
      );
  }
  if (count.input === 0 || count.output === 0)
    throw new GraphError(
      'EMPTY',
      `the graph has ${count.input} inputs and ${count.output} outputs, wanted at least one of each`,
    );
  checkLengths('edge', [edgeFrom, edgeTo, edgeWeights], edgeFrom.length);
  checkLengths('node', [nodeBiases], nodes.length);
  checkEnds(nodes, edgeFrom, edgeTo);
}

function checkLengths(
  what: string,
  arrays: readonly (ArrayLike<number> | undefined)[],
  wanted: number,
): void {
  for (const array of arrays) {
    if (array !== undefined && array.length !== wanted)
      throw new GraphError('OPTION', `an array of ${what}s has ${array.length} values, wanted ${wanted}`);
  }
}

function checkEnds(nodes: readonly GraphNode[], edgeFrom: Int32Array, edgeTo: Int32Array): void {
  for (let edge = 0; edge < edgeFrom.length; edge += 1) {
    const [source, target] = [nodes[edgeFrom[edge]!], nodes[edgeTo[edge]!]];
    if (source === undefined || target === undefined)
      throw new GraphError(
        'UNKNOWN_NODE',
        `edge ${edge} leads from node ${edgeFrom[edge]} to node ${edgeTo[edge]}, wanted 0 to ${nodes.length - 1}`,
      );
    if (target.kind === 'input' || source.kind === 'output')
      throw new GraphError(
        'DIRECTION',
        `edge '${source.id}' → '${target.id}' leads ${target.kind === 'input' ? 'into an input' : 'out of an output'}; ` +
          'put a hidden node there',
        { nodes: [source.id, target.id] },
      );
  }
}

/** Checks that every neuron lies on a path from an input to an output; the graph is known to be acyclic. */
export function checkPaths({ nodes, edgeFrom, edgeTo }: GraphParts): void {
  const fed = new Uint8Array(nodes.length);
  const feeds = new Uint8Array(nodes.length);
  for (const from of edgeFrom) feeds[from] = 1;
  for (const to of edgeTo) fed[to] = 1;
  // In an acyclic graph these two are enough: walking on from a node that is fed always ends at an input.
  const dangling = nodes.filter(
    ({ kind }, node) => (kind !== 'input' && fed[node] === 0) || (kind === 'hidden' && feeds[node] === 0),
  );
  if (dangling.length > 0) throw danglingError(dangling.map(({ id }) => id));
}

/** Names nodes that lie on no path: at most five in the message, all of them in `nodes`. */
export function danglingError(ids: readonly string[]): GraphError {
  const shown = ids
    .slice(0, 5)
    .map((id) => `'${id}'`)
    .join(', ');
  const rest = ids.length > 5 ? ` and ${ids.length - 5} more` : '';
  return new GraphError(
    'DANGLING_NODE',
    `no path from an input to an output leads through ${shown}${rest}; connect or remove ${ids.length > 1 ? 'them' : 'it'}`,
    { nodes: ids },
  );
}

/** Renames the ends of the edges to their nodes' positions and sorts them by target, then by source (two counting sorts). */
export function sortEdges(
  { edgeFrom, edgeTo, edgeWeights }: GraphParts,
  position: Int32Array,
  nodes: readonly GraphNode[],
): { edgeFrom: Int32Array; edgeTo: Int32Array; edgeWeights: Float32Array | undefined } {
  const from = edgeFrom.map((node) => position[node]!);
  const to = edgeTo.map((node) => position[node]!);
  const everyEdge = Int32Array.from(from.keys());
  const order = countingSort(countingSort(everyEdge, from, nodes.length), to, nodes.length);
  const sorted = { edgeFrom: order.map((edge) => from[edge]!), edgeTo: order.map((edge) => to[edge]!) };
  for (let edge = 1; edge < order.length; edge += 1) {
    if (
      sorted.edgeFrom[edge] !== sorted.edgeFrom[edge - 1] ||
      sorted.edgeTo[edge] !== sorted.edgeTo[edge - 1]
    )
      continue;
    const [source, target] = [nodes[sorted.edgeFrom[edge]!]!.id, nodes[sorted.edgeTo[edge]!]!.id];
    throw new GraphError('DUPLICATE_EDGE', `there are two edges '${source}' → '${target}'; remove one`, {
      nodes: [source, target],
    });
  }
  const weighted = edgeWeights?.some((weight) => !Number.isNaN(weight)) ? edgeWeights : undefined;
  return { ...sorted, edgeWeights: weighted && Float32Array.from(order, (edge) => weighted[edge]!) };
}

function countingSort(order: Int32Array, keys: Int32Array, keyCount: number): Int32Array {
  const next = new Int32Array(keyCount + 1);
  for (const item of order) next[keys[item]! + 1]! += 1;
  for (let key = 0; key < keyCount; key += 1) next[key + 1]! += next[key]!;
  const sorted = new Int32Array(order.length);
  for (const item of order) {
    const key = keys[item]!;
    sorted[next[key]!] = item;
    next[key]! += 1;
  }
  return sorted;
}
