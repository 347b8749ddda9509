import { StateFormat, type StateHeader, type StateReader } from '@graph/core';
import { ACTIVATIONS } from './activation.js';
import { checkNodes, checkPaths, sortEdges } from './graph-check.js';
import { GraphError } from './graph-error.js';
import { type GraphJSON, graphFromJSON } from './graph-json.js';
import { graphOrder } from './graph-order.js';
import type { GraphNode, GraphParts } from './graph-parts.js';

/** An edge between two nodes, given by their indices in `Graph.nodes`. */
export type GraphEdge = { readonly from: number; readonly to: number };

/** A graph as plain data for a checkpoint; its arrays are the graph's own, never changed by anyone. */
export type GraphState = StateHeader<'graph'> & {
  /** The list of the nodes' ids, as JSON. */
  readonly ids: string;
  readonly kinds: Uint8Array;
  readonly activations: Uint8Array;
  readonly bias: Uint8Array;
  readonly edgeFrom: Int32Array;
  readonly edgeTo: Int32Array;
  readonly edgeWeights: Float32Array | null;
  readonly nodeBiases: Float32Array | null;
};

const KINDS = ['input', 'hidden', 'output'] as const;
const FORMAT = new StateFormat('graph', 1, GraphError);

/**
 * A directed acyclic graph of neurons: the shape of a network, without its parameters. Immutable.
 *
 * Nodes are in topological order: inputs first, outputs last, each in the order in which they were given, which is the
 * order of the columns of a batch; hidden nodes between them by the longest path that leads to them. Edges are sorted by
 * target, then by source. Two graphs made of the same parts are therefore the same, however they were built.
 */
export class Graph {
  readonly nodes: readonly GraphNode[];
  /** `[edges]`, the source of each edge. */
  readonly edgeFrom: Int32Array;
  /** `[edges]`, the target of each edge; ascending. */
  readonly edgeTo: Int32Array;
  /** `[edges]`, the weight that each edge starts from, NaN where it is to be drawn; undefined if all are. */
  readonly edgeWeights: Float32Array | undefined;
  /** `[nodes]`, the bias that each node starts from, NaN where none was given; undefined if none was. */
  readonly nodeBiases: Float32Array | undefined;
  /** Indices of the input nodes: 0, 1, 2, … */
  readonly inputs: readonly number[];
  /** Indices of the output nodes: the last ones. */
  readonly outputs: readonly number[];
  #edges: readonly GraphEdge[] | undefined;

  private constructor(parts: GraphParts) {
    this.nodes = parts.nodes;
    this.edgeFrom = parts.edgeFrom;
    this.edgeTo = parts.edgeTo;
    this.edgeWeights = parts.edgeWeights;
    this.nodeBiases = parts.nodeBiases;
    this.inputs = indices(parts.nodes, 'input');
    this.outputs = indices(parts.nodes, 'output');
  }

  /**
   * Checks the parts and puts them in order; O(nodes + edges). An input may feed nothing here (its column is then
   * ignored, as after pruning); `GraphBuilder` is stricter.
   *
   * @throws GraphError `EMPTY`, `DUPLICATE_NODE`, `UNKNOWN_ACTIVATION`, `UNKNOWN_NODE`, `DIRECTION`, `DUPLICATE_EDGE`,
   * `CYCLE` or `DANGLING_NODE`, naming the nodes.
   */
  static of(parts: GraphParts): Graph {
    checkNodes(parts);
    const order = graphOrder(parts.nodes, parts.edgeFrom, parts.edgeTo);
    checkPaths(parts);
    const position = new Int32Array(order.length);
    for (let at = 0; at < order.length; at += 1) position[order[at]!] = at;
    const nodes = Array.from(order, (node) => Object.freeze({ ...parts.nodes[node]! }));
    const edges = sortEdges(parts, position, nodes);
    const given = parts.nodeBiases;
    const nodeBiases = given?.some((bias) => !Number.isNaN(bias))
      ? Float32Array.from(order, (node) => given[node]!)
      : undefined;
    return new Graph({ nodes, ...edges, nodeBiases });
  }

  /**
   * Reads what `toJSON()` wrote, or `JSON.parse` of it.
   *
   * @throws GraphError `JSON` if it has another form, and whatever `Graph.of` says of what it describes.
   */
  static fromJSON(json: unknown): Graph {
    return Graph.of(graphFromJSON(json));
  }

  /** Restores a graph from its `state()`. @throws GraphError `STATE` if it is not the state of a graph. */
  static from(state: GraphState): Graph {
    const reader = FORMAT.read(state);
    const ids = readIds(reader);
    const kinds = reader.array('kinds', Uint8Array, ids.length);
    const activations = reader.array('activations', Uint8Array, ids.length);
    const bias = reader.array('bias', Uint8Array, ids.length);
    if (kinds.some((kind) => kind >= KINDS.length)) throw reader.error('kinds', 'numbers from 0 to 2');
    if (activations.some((code) => code >= ACTIVATIONS.length))
      throw reader.error('activations', `numbers from 0 to ${ACTIVATIONS.length - 1}`);
    const nodes = ids.map((id, node) => ({
      id,
      kind: KINDS[kinds[node]!]!,
      activation: ACTIVATIONS[activations[node]!]!,
      bias: bias[node] === 1,
    }));
    const edgeFrom = reader.array('edgeFrom', Int32Array);
    const edgeTo = reader.array('edgeTo', Int32Array, edgeFrom.length);
    const optional = (key: string, length: number): Float32Array | undefined =>
      state[key as keyof GraphState] === null ? undefined : reader.array(key, Float32Array, length);
    const edgeWeights = optional('edgeWeights', edgeFrom.length);
    const nodeBiases = optional('nodeBiases', nodes.length);
    try {
      return Graph.of({ nodes, edgeFrom, edgeTo, edgeWeights, nodeBiases });
    } catch (cause) {
      throw new GraphError('STATE', `the state is not that of a graph: ${String(cause)}`, { cause });
    }
  }

  /**
   * Adds outputs behind the others, in time O(nodes + edges) spent on copying alone; what weights and biases start from
   * is not carried along.
   *
   * @param outputs - with ids that are not in use;
   * @param sources - of each, at least one: indices of nodes that are not outputs, ascending.
   */
  withOutputs(outputs: readonly GraphNode[], sources: readonly Int32Array[]): Graph {
    const { nodes, edgeFrom, edgeTo } = this;
    const added = sources.reduce((sum, { length }) => sum + length, 0);
    const from = new Int32Array(edgeFrom.length + added);
    const to = new Int32Array(edgeFrom.length + added);
    from.set(edgeFrom);
    to.set(edgeTo);
    let edge = edgeFrom.length;
    for (const [at, list] of sources.entries()) {
      from.set(list, edge);
      to.fill(nodes.length + at, edge, edge + list.length);
      edge += list.length;
    }
    const frozen = outputs.map((output) => Object.freeze({ ...output }));
    return new Graph({ nodes: [...nodes, ...frozen], edgeFrom: from, edgeTo: to });
  }

  get edgeCount(): number {
    return this.edgeFrom.length;
  }

  /** The edges as objects, made at the first call; `edgeFrom` and `edgeTo` are the fast form. */
  get edges(): readonly GraphEdge[] {
    this.#edges ??= Array.from(this.edgeFrom, (from, edge) => ({ from, to: this.edgeTo[edge]! }));
    return this.#edges;
  }

  /** Returns the graph as plain data with the nodes' ids, for people and files; see `GraphJSON`. */
  toJSON(): GraphJSON {
    const { nodes, edgeFrom, edgeTo, edgeWeights, nodeBiases } = this;
    return {
      format: '@graph/learner graph',
      version: 1,
      nodes: nodes.map(({ id, kind, activation, bias }, node) => {
        const start = nodeBiases?.[node] ?? Number.NaN;
        if (kind === 'input') return { id, kind };
        return { id, kind, activation, bias: bias && !Number.isNaN(start) ? start : bias };
      }),
      edges: Array.from(edgeFrom, (from, edge) => {
        const weight = edgeWeights?.[edge] ?? Number.NaN;
        const [source, target] = [nodes[from]!.id, nodes[edgeTo[edge]!]!.id];
        return Number.isNaN(weight) ? [source, target] : [source, target, weight];
      }),
    };
  }

  /** Returns the graph as typed arrays, for a checkpoint. */
  state(): GraphState {
    const { nodes } = this;
    return {
      ...FORMAT.header,
      ids: JSON.stringify(nodes.map(({ id }) => id)),
      kinds: Uint8Array.from(nodes, ({ kind }) => KINDS.indexOf(kind)),
      activations: Uint8Array.from(nodes, ({ activation }) => ACTIVATIONS.indexOf(activation)),
      bias: Uint8Array.from(nodes, ({ bias }) => (bias ? 1 : 0)),
      edgeFrom: this.edgeFrom,
      edgeTo: this.edgeTo,
      edgeWeights: this.edgeWeights ?? null,
      nodeBiases: this.nodeBiases ?? null,
    };
  }
}

function readIds(reader: StateReader): readonly string[] {
  let ids: unknown;
  try {
    ids = JSON.parse(reader.text('ids'));
  } catch (cause) {
    if (GraphError.is(cause)) throw cause;
  }
  if (Array.isArray(ids) && ids.every((id) => typeof id === 'string')) return ids;
  throw reader.error('ids', 'a list of ids as JSON');
}

function indices(nodes: readonly GraphNode[], kind: GraphNode['kind']): readonly number[] {
  const found: number[] = [];
  for (let index = 0; index < nodes.length; index += 1) if (nodes[index]!.kind === kind) found.push(index);
  return found;
}
