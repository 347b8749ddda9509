import { Graph, type GraphJSON } from '@graph/learner';
import type { ModelState } from '@graph/online';
import { describeParts, type PartDescription } from '../model/describe-parts.js';
import type { Layers } from '../model/layers.js';
import { type Label, readModel } from '../model/read-model.js';

/** A model as plain JSON, to be read by people and programs. */
export type ModelJson = {
  readonly format: '@graph/export model';
  readonly version: 1;
  /** Of the state that it was made from. */
  readonly digest: string;
  readonly task: 'regression' | 'binary' | 'class';
  /** A number is `output · scale + offset`; `labels` are no and yes. */
  readonly targets: readonly {
    readonly name: string;
    readonly scale?: number;
    readonly offset?: number;
    readonly labels?: readonly Label[];
  }[];
  /** By the number of the output. */
  readonly classes: readonly Label[];
  /** What each input of the network is. */
  readonly inputs: readonly string[];
  /** The input that is 1 where something is missing that never was, or a word has no input of its own. */
  readonly unexpected: number;
  readonly parts: readonly PartDescription[];
  /** What the outputs go through: a softmax, or nothing. */
  readonly head: 'softmax' | 'none';
  /** The network with its weights and biases: what `Graph.fromJSON` of `@graph/learner` reads. */
  readonly network: GraphJSON;
};

/**
 * Returns a model as plain JSON: its columns, and its graph edge by edge. It says everything, hashed columns too.
 *
 * @param state - `OnlineModel.state().model`, or the `model` of a run's checkpoint.
 * @throws ExportError `STATE` if it is not the state of a model that has met a label.
 * @example
 * ```ts
 * await writeFile('model.json', JSON.stringify(toJson(model.state().model)));
 * ```
 */
export function toJson(state: ModelState): ModelJson {
  const { task, targets, classes, inputs, network, digest } = readModel(state);
  return {
    format: '@graph/export model',
    version: 1,
    digest,
    task,
    targets: targets.map(({ name, scale, offset, labels }) => ({
      name,
      ...(task === 'regression' ? { scale, offset } : {}),
      ...(task === 'binary' ? { labels } : {}),
    })),
    classes,
    inputs: inputs.names,
    unexpected: inputs.unexpected,
    parts: inputs.columns.flatMap(describeParts),
    head: network.loss.kind === 'softmax-cross-entropy' ? 'softmax' : 'none',
    network: graphJson(network),
  };
}

function graphJson({ graph, weights, biases }: Layers): GraphJSON {
  const { nodes, edgeFrom, edgeTo } = graph;
  const trained = Graph.of({ nodes, edgeFrom, edgeTo, edgeWeights: weights, nodeBiases: biases }).toJSON();
  return {
    ...trained,
    nodes: trained.nodes.map((node) =>
      typeof node.bias === 'number' ? { ...node, bias: shortest(node.bias) } : node,
    ),
    edges: trained.edges.map((edge) =>
      edge.map((part) => (typeof part === 'number' ? shortest(part) : part)),
    ),
  };
}

/** The shortest decimal that is the same 32-bit float. */
function shortest(value: number): number {
  for (let digits = 6; digits < 9; digits += 1) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return short;
  }
  return Number(value.toPrecision(9));
}
