import type { Random } from '@graph/core';
import { check } from '../check.js';
import type { Graph } from '../graph/graph.js';
import { LearnerError } from '../learner-error.js';
import { freeId } from './free-id.js';
import type { Growth } from './grow-graph.js';

/**
 * Describes `count` neurons more, each like one that exists: same kind, activation, sources and targets.
 *
 * @param like - the id of that neuron; without, hidden neurons that are alike (of a layer, say) get a share in proportion
 * to their number, what cannot be shared evenly being drawn.
 * @throws LearnerError `OPTION` if there is no such neuron.
 */
export function describeWidening(
  graph: Graph,
  count: number,
  like: string | undefined,
  random: Random,
): Growth {
  check.wholeNumber('neurons to add', count, { min: 0 });
  const { nodes } = graph;
  const used = new Set(nodes.map(({ id }) => id));
  const ends = like === undefined ? endsOfAll(graph) : endsOf(graph, like);
  const added: NonNullable<Growth['nodes']>[number][] = [];
  const edges: [string, string][] = [];
  const shares = like === undefined ? shareOut(graph, count, ends, random) : [[like, count] as const];
  for (const [id, share] of shares) {
    const { kind, activation, bias } = nodes.find((node) => node.id === id)!;
    if (kind === 'input')
      throw new LearnerError('OPTION', `'${id}' is an input; add inputs with widenInputs, or name a neuron`);
    // The lists as they are now: neurons added before it feed this one as they feed the one it takes after.
    const { sources, targets } = ends.get(id)!;
    const [from, to] = [[...sources], [...targets]];
    for (let copy = 0; copy < share; copy += 1) {
      const name = freeId(id, used, used.size);
      added.push({ id: name, kind, activation, bias });
      for (const source of from) {
        edges.push([source, name]);
        ends.get(source)?.targets.push(name);
      }
      for (const target of to) {
        edges.push([name, target]);
        ends.get(target)?.sources.push(name);
      }
    }
  }
  return { nodes: added, edges };
}

/** The ids of the nodes that feed a node, and of those that it feeds. */
type Ends = { readonly sources: string[]; readonly targets: string[] };

function endsOfAll({ nodes, edgeFrom, edgeTo }: Graph): ReadonlyMap<string, Ends> {
  const ends = nodes.map((): Ends => ({ sources: [], targets: [] }));
  for (let edge = 0; edge < edgeFrom.length; edge += 1) {
    const [from, to] = [edgeFrom[edge]!, edgeTo[edge]!];
    ends[to]!.sources.push(nodes[from]!.id);
    ends[from]!.targets.push(nodes[to]!.id);
  }
  return new Map(nodes.map(({ id }, node) => [id, ends[node]!]));
}

/** Those of one node alone; of an output in time O(nodes). */
function endsOf({ nodes, edgeFrom, edgeTo }: Graph, id: string): ReadonlyMap<string, Ends> {
  const node = nodes.findIndex((other) => other.id === id);
  if (node < 0) throw new LearnerError('OPTION', `there is no neuron '${id}' to take after`);
  const start = firstEdgeInto(edgeTo, node);
  const sources: string[] = [];
  for (let edge = start; edgeTo[edge] === node; edge += 1) sources.push(nodes[edgeFrom[edge]!]!.id);
  const targets: string[] = [];
  if (nodes[node]!.kind !== 'output')
    for (let edge = start; edge < edgeFrom.length; edge += 1)
      if (edgeFrom[edge] === node) targets.push(nodes[edgeTo[edge]!]!.id);
  return new Map([[id, { sources, targets }]]);
}

/** Edges are sorted by target. */
function firstEdgeInto(edgeTo: Int32Array, node: number): number {
  let [low, high] = [0, edgeTo.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (edgeTo[middle]! < node) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** How many neurons to add after the first of each family of hidden neurons that are alike. */
function shareOut(
  { nodes }: Graph,
  count: number,
  ends: ReadonlyMap<string, Ends>,
  random: Random,
): readonly (readonly [id: string, share: number])[] {
  const families = new Map<string, { id: string; size: number }>();
  let hidden = 0;
  for (const { id, kind, activation, bias } of nodes) {
    if (kind !== 'hidden') continue;
    hidden += 1;
    const { sources, targets } = ends.get(id)!;
    const key = JSON.stringify([activation, bias, sources, targets]);
    const family = families.get(key) ?? { id, size: 0 };
    family.size += 1;
    families.set(key, family);
  }
  if (hidden === 0 && count > 0)
    throw new LearnerError(
      'OPTION',
      'the graph has no hidden neuron to take after; name the new ones in grow()',
    );
  const list = [...families.values()];
  const parts = list.map(({ size }) => Math.floor((count * size) / hidden));
  let left = count - parts.reduce((sum, part) => sum + part, 0);
  // The remainders, in a drawn order so that no family is favoured for ever.
  const open = list.map((_, at) => at);
  while (left > 0) {
    const at = open.splice(random.below(open.length), 1)[0]!;
    parts[at]! += 1;
    left -= 1;
  }
  return list.map(({ id }, at) => [id, parts[at]!] as const);
}
