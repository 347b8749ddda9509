import type { Activation } from '../graph/activation.js';
import { Graph } from '../graph/graph.js';
import type { GraphNode } from '../graph/graph-parts.js';
import { LearnerError } from '../learner-error.js';
import { compareGraphs, type GraphChange, nextBirths } from './graph-change.js';

/** Neurons and edges to be added. */
export type Growth = {
  readonly nodes?: readonly {
    /** Not the id of a node that exists. */
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

/** The nodes of a growth with their defaults. */
export function nodesOf(growth: Growth): readonly GraphNode[] {
  return (growth.nodes ?? []).map(({ id, kind = 'hidden', activation, bias = true }) => {
    return { id, kind, activation: activation ?? (kind === 'hidden' ? 'relu' : 'linear'), bias };
  });
}

/** Adds neurons and edges to a graph. @throws GraphError if they do not fit it; LearnerError `OPTION` as `Network.grow`. */
export function growGraph(graph: Graph, birth: Int32Array, growth: Growth): GraphChange {
  const added = nodesOf(growth);
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
  const births = Int32Array.from([...birth, ...nextBirths(birth, added.length)]);
  return compareGraphs(graph, Graph.of({ nodes, edgeFrom, edgeTo }), births, indexOf);
}
