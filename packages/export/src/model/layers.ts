import { type Activation, Graph, type Loss, type NetworkState } from '@graph/learner';
import { ExportError } from '../errors.js';

/** Neurons that are computed together: `activation(weight · concatenated sources + bias)`. */
type Layer = {
  readonly name: string;
  readonly activation: Activation;
  /** What it reads, side by side in this order: `input`, or earlier layers. */
  readonly sources: readonly string[];
  /** `[neurons, inputs]`: 0 where there is no edge. */
  readonly weight: Float32Array;
  /** `[neurons]` */
  readonly bias: Float32Array;
  readonly neurons: number;
  readonly inputs: number;
};

/** A network in layers. */
export type Layers = {
  readonly graph: Graph;
  /** `[edges]` and `[nodes]`, in the order of the graph. */
  readonly weights: Float32Array;
  readonly biases: Float32Array;
  readonly loss: Loss;
  readonly inputWidth: number;
  readonly outputWidth: number;
  readonly layers: readonly Layer[];
  /** Which layers hold outputs, in their order. */
  readonly outputLayers: readonly string[];
  /** `[outputs]`: where each output is in those layers side by side; undefined if in their order. */
  readonly outputOrder: readonly number[] | undefined;
};

/** What a file of 2 GiB, the most that protobuf allows, may hold of weights. */
const MOST_WEIGHTS = 480_000_000;

type Group = { readonly name: string; readonly activation: Activation; readonly nodes: number[] };

/**
 * Arranges an acyclic graph in layers: hidden neurons by the longest path that leads to them and by their activation, then the
 * outputs. Each layer is one dense matrix, so a sparse graph becomes larger than its edges are.
 *
 * @throws ExportError `STATE` if it is not the state of a network, `SIZE` if the matrices are too large for a file.
 */
export function layersOf(state: NetworkState): Layers {
  const graph = readGraph(state);
  const { nodes, edgeFrom, edgeTo, edgeCount } = graph;
  const parameters = state.parameters?.weights;
  if (!(parameters instanceof Float32Array) || parameters.length !== edgeCount + nodes.length)
    throw new ExportError('STATE', `the weights are not those of a network of ${edgeCount} edges`);
  const weights = parameters.subarray(0, edgeCount);
  const biases = parameters.subarray(edgeCount);
  const groups = groupsOf(graph);
  const groupOf = new Map(groups.flatMap((group) => group.nodes.map((node) => [node, group] as const)));
  const placeOf = new Int32Array(nodes.length);
  for (const { nodes: members } of groups) for (const [at, node] of members.entries()) placeOf[node] = at;
  const read = new Map(groups.map((group) => [group, new Set<Group>()]));
  for (let edge = 0; edge < edgeCount; edge += 1)
    read.get(groupOf.get(edgeTo[edge]!)!)!.add(groupOf.get(edgeFrom[edge]!)!);

  const built = new Map<Group, Layer & { readonly offsets: ReadonlyMap<Group, number> }>();
  let size = 0;
  for (const group of groups.slice(1)) {
    const wanted = read.get(group)!;
    const sources = wanted.size === 0 ? [groups[0]!] : groups.filter((other) => wanted.has(other));
    const offsets = new Map<Group, number>();
    let inputs = 0;
    for (const source of sources) {
      offsets.set(source, inputs);
      inputs += source.nodes.length;
    }
    const { name, activation, nodes: members } = group;
    size += inputs * members.length;
    if (size > MOST_WEIGHTS)
      throw new ExportError(
        'SIZE',
        `as dense layers, this graph of ${edgeCount} edges has over ${MOST_WEIGHTS} weights, more than a file may hold: prune it, or export it as JSON, which lists its edges`,
      );
    built.set(group, {
      name,
      activation,
      sources: sources.map((source) => source.name),
      weight: new Float32Array(inputs * members.length),
      bias: Float32Array.from(members, (node) => biases[node]!),
      neurons: members.length,
      inputs,
      offsets,
    });
  }
  for (let edge = 0; edge < edgeCount; edge += 1) {
    const [from, to] = [edgeFrom[edge]!, edgeTo[edge]!];
    const layer = built.get(groupOf.get(to)!)!;
    const column = layer.offsets.get(groupOf.get(from)!)! + placeOf[from]!;
    layer.weight[placeOf[to]! * layer.inputs + column] = weights[edge]!;
  }
  const last = groups.filter(({ nodes: members }) => nodes[members[0]!]?.kind === 'output');
  const order = last.flatMap(({ nodes: members }) => members);
  const outputOrder = graph.outputs.map((node) => order.indexOf(node));
  return {
    graph,
    weights,
    biases,
    loss: state.loss,
    inputWidth: graph.inputs.length,
    outputWidth: graph.outputs.length,
    layers: [...built.values()].map(({ offsets: _, ...layer }) => layer),
    outputLayers: last.map(({ name }) => name),
    outputOrder: outputOrder.every((at, index) => at === index) ? undefined : outputOrder,
  };
}

function readGraph(state: NetworkState): Graph {
  try {
    return Graph.from(state.graph);
  } catch (cause) {
    throw new ExportError('STATE', `this is not the state of a network: ${String(cause)}`, { cause });
  }
}

/** The inputs, the hidden neurons by depth and activation, the outputs by activation. */
function groupsOf({ nodes, edgeFrom, edgeTo, inputs }: Graph): readonly Group[] {
  const depths = new Int32Array(nodes.length);
  // Edges are sorted by target, and nodes are in topological order: a source's depth is final when it is read.
  for (let edge = 0; edge < edgeFrom.length; edge += 1)
    depths[edgeTo[edge]!] = Math.max(depths[edgeTo[edge]!]!, depths[edgeFrom[edge]!]! + 1);
  const hidden = new Map<string, Group>();
  const last = new Map<string, Group>();
  for (const [node, { kind, activation }] of nodes.entries()) {
    if (kind === 'input') continue;
    const groups = kind === 'output' ? last : hidden;
    const key = kind === 'output' ? activation : `${depths[node]} ${activation}`;
    const group = groups.get(key);
    if (group !== undefined) group.nodes.push(node);
    else groups.set(key, { name: `hidden${groups.size + 1}`, activation, nodes: [node] });
  }
  const isOne = last.size === 1;
  const first: Group = { name: 'input', activation: 'linear', nodes: [...inputs] };
  const named = [...last.values()].map((group, at) => ({
    ...group,
    name: isOne ? 'output' : `output${at + 1}`,
  }));
  return [first, ...hidden.values(), ...named];
}
