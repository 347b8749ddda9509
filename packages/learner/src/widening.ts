import type { Random } from '@graph/random';
import { LearnerError } from './errors.js';
import type { Graph } from './graph.js';
import type { Growth } from './growth.js';

/**
 * Describes `count` neurons more, each like one that is there: same kind, activation, sources and targets.
 *
 * @param like - the id of the neuron to take after; without, hidden neurons that are alike (of a layer, say) get a share
 * in proportion to their number, what cannot be shared evenly being drawn.
 * @throws LearnerError `OPTION` if there is no such neuron.
 */
export function widening(graph: Graph, count: number, like: string | undefined, random: Random): Growth {
  if (!(Number.isSafeInteger(count) && count >= 0))
    throw new LearnerError('OPTION', `neurons to add are ${count}, wanted a whole number ≥ 0`);
  const { nodes, edgeFrom, edgeTo } = graph;
  const used = new Set(nodes.map(({ id }) => id));
  const sources = new Map<string, string[]>(nodes.map(({ id }) => [id, []]));
  const targets = new Map<string, string[]>(nodes.map(({ id }) => [id, []]));
  const added: NonNullable<Growth['nodes']>[number][] = [];
  const edges: [string, string][] = [];
  const connect = (from: string, to: string): void => {
    sources.get(to)!.push(from);
    targets.get(from)!.push(to);
  };
  for (let edge = 0; edge < edgeFrom.length; edge += 1)
    connect(nodes[edgeFrom[edge]!]!.id, nodes[edgeTo[edge]!]!.id);

  for (const [id, share] of shares()) {
    const { kind, activation, bias } = nodes.find((node) => node.id === id)!;
    if (kind === 'input')
      throw new LearnerError('OPTION', `'${id}' is an input, wanted a neuron to take after`);
    // The lists as they stand now: neurons added before it feed this one as they feed the one it takes after.
    const [from, to] = [[...sources.get(id)!], [...targets.get(id)!]];
    for (let copy = 0; copy < share; copy += 1) {
      const name = freeName(id, used);
      added.push({ id: name, kind, activation, bias });
      sources.set(name, []);
      targets.set(name, []);
      for (const source of from) edges.push([source, name]);
      for (const target of to) edges.push([name, target]);
      for (const source of from) connect(source, name);
      for (const target of to) connect(name, target);
    }
  }
  return { nodes: added, edges };

  function shares(): [string, number][] {
    if (like !== undefined) {
      if (used.has(like)) return [[like, count]];
      throw new LearnerError('OPTION', `there is no neuron '${like}' to take after`);
    }
    const families = new Map<string, { id: string; size: number }>();
    let hidden = 0;
    for (const { id, kind, activation, bias } of nodes) {
      if (kind !== 'hidden') continue;
      hidden += 1;
      const key = JSON.stringify([activation, bias, sources.get(id), targets.get(id)]);
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
    return list.map(({ id }, at) => [id, parts[at]!]);
  }
}

function freeName(like: string, used: Set<string>): string {
  const stem = like.replace(/\.\d+$/, '');
  let number = used.size;
  while (used.has(`${stem}.${number}`)) number += 1;
  used.add(`${stem}.${number}`);
  return `${stem}.${number}`;
}
