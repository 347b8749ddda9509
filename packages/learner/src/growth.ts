import type { Activation } from './activation.js';
import { LearnerError } from './errors.js';
import { Graph } from './graph.js';
import type { GraphNode } from './graph-parts.js';

/** Neurons and edges to be added. */
export type Growth = {
  readonly nodes?: readonly {
    /** Not the id of a node that is there. */
    readonly id: string;
    /** Default `hidden`. */
    readonly kind?: 'hidden' | 'output';
    /** Default `relu` of a hidden neuron, `linear` of an output. */
    readonly activation?: Activation;
    /** Default true. */
    readonly bias?: boolean;
  }[];
  /** Pairs of ids of old or new nodes. */
  readonly edges?: readonly (readonly [from: string, to: string])[];
};

/** A changed graph, and where its parts were before: −1 what is new. */
export type Change = {
  readonly graph: Graph;
  readonly birth: Int32Array;
  /** `[new edges]` */
  readonly oldEdge: Int32Array;
  /** `[new nodes]` */
  readonly oldNode: Int32Array;
  /** Number of edges before. */
  readonly oldEdges: number;
};

/** Adds neurons and edges to a graph. @throws GraphError if they do not fit it. */
export function grown(graph: Graph, birth: Int32Array, growth: Growth): Change {
  const added = (growth.nodes ?? []).map(({ id, kind = 'hidden', activation, bias = true }): GraphNode => {
    return { id, kind, activation: activation ?? (kind === 'hidden' ? 'relu' : 'linear'), bias };
  });
  const nodes = [...graph.nodes, ...added];
  const indexOf = new Map(nodes.map(({ id }, node) => [id, node]));
  const find = (id: string): number => {
    const node = indexOf.get(id);
    if (node === undefined)
      throw new LearnerError('OPTION', `an edge names the node '${id}', which is neither old nor new`);
    return node;
  };
  const edges = growth.edges ?? [];
  const edgeFrom = Int32Array.from([...graph.edgeFrom, ...edges.map(([from]) => find(from))]);
  const edgeTo = Int32Array.from([...graph.edgeTo, ...edges.map(([, to]) => find(to))]);
  let last = birth.reduce((most, value) => Math.max(most, value), -1);
  const births = Int32Array.from([...birth, ...added.map(() => ++last)]);
  return changed(graph, Graph.of({ nodes, edgeFrom, edgeTo }), births, indexOf);
}

/**
 * Finds the parts of a graph in one that was made from it.
 *
 * @param births - by the index that `indexOf` gives.
 */
export function changed(
  before: Graph,
  after: Graph,
  births: Int32Array,
  indexOf: ReadonlyMap<string, number>,
): Change {
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
