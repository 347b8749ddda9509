import type { Activation } from './activation.js';
import { GraphError } from './graph-error.js';
import type { GraphNode, GraphParts } from './graph-parts.js';

/**
 * A graph in JSON. Inputs need no activation and no bias; others are linear and have a bias unless they say otherwise,
 * and a number as bias is the value that it starts from. An edge is `[from, to]` or `[from, to, weight]`.
 */
export type GraphJSON = {
  readonly format: '@graph/learner graph';
  readonly version: 1;
  readonly nodes: readonly {
    readonly id: string;
    readonly kind: 'input' | 'hidden' | 'output';
    readonly activation?: Activation;
    readonly bias?: boolean | number;
  }[];
  readonly edges: readonly (
    | readonly [string, string]
    | readonly [string, string, number]
    | readonly (string | number)[]
  )[];
};

/**
 * Reads the form of a graph from JSON; what it describes is checked by `Graph.of`.
 *
 * @throws GraphError `JSON` for another form, `UNKNOWN_NODE` for an edge that names a node that does not exist.
 */
export function graphFromJSON(json: unknown): GraphParts {
  const { format, version, nodes, edges } = record(json, 'the graph');
  if (format !== '@graph/learner graph' || version !== 1)
    throw new GraphError(
      'JSON',
      `format is ${JSON.stringify(format)} version ${JSON.stringify(version)}, wanted "@graph/learner graph" version 1`,
    );
  if (!Array.isArray(nodes) || !Array.isArray(edges))
    throw new GraphError(
      'JSON',
      'the graph has no lists `nodes` and `edges`; wanted what Graph.toJSON() gives',
    );
  const nodeBiases = new Float32Array(nodes.length).fill(Number.NaN);
  const position = new Map<unknown, number>();
  const read = nodes.map((node: unknown, index): GraphNode => {
    const { id, kind, activation, bias } = record(node, `node ${index}`);
    if (!position.has(id)) position.set(id, index);
    if (bias !== undefined && typeof bias !== 'boolean' && !Number.isFinite(bias))
      throw new GraphError(
        'JSON',
        `the bias of node '${String(id)}' is ${JSON.stringify(bias)}, wanted true, false or a number`,
      );
    if (typeof bias === 'number') nodeBiases[index] = bias;
    return {
      id: id as string,
      kind: kind as GraphNode['kind'],
      activation: (activation ?? 'linear') as Activation,
      bias: kind !== 'input' && bias !== false,
    };
  });
  const edgeFrom = new Int32Array(edges.length);
  const edgeTo = new Int32Array(edges.length);
  const edgeWeights = new Float32Array(edges.length).fill(Number.NaN);
  for (let edge = 0; edge < edges.length; edge += 1) {
    const ends: unknown = edges[edge];
    if (
      !Array.isArray(ends) ||
      (ends.length !== 2 && ends.length !== 3) ||
      (ends.length === 3 && !Number.isFinite(ends[2]))
    )
      throw new GraphError(
        'JSON',
        `edge ${edge} is ${JSON.stringify(ends)}, wanted [from, to] or [from, to, weight]`,
      );
    for (const id of ends.slice(0, 2)) {
      if (!position.has(id))
        throw new GraphError(
          'UNKNOWN_NODE',
          `edge ${JSON.stringify(ends)} names '${id}', which is not a node`,
          {
            nodes: [String(id)],
          },
        );
    }
    edgeFrom[edge] = position.get(ends[0])!;
    edgeTo[edge] = position.get(ends[1])!;
    if (ends.length === 3) edgeWeights[edge] = ends[2] as number;
  }
  return { nodes: read, edgeFrom, edgeTo, edgeWeights, nodeBiases };
}

function record(value: unknown, what: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new GraphError('JSON', `${what} is ${JSON.stringify(value)}, wanted an object`);
  return value as Record<string, unknown>;
}
