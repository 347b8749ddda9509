import {
  Random,
  type RandomState,
  StateFormat,
  type StateHeader,
  StateReader,
  type StateTree,
} from '@graph/core';
import { Graph, type GraphState } from '../graph/graph.js';
import type { Precision } from '../kernels/kernels.js';
import { LearnerError } from '../learner-error.js';
import { checkLoss } from '../losses/check-loss.js';
import { LOSSES, type Loss } from '../losses/loss.js';
import { checkOptimizer } from '../optimizers/check-optimizer.js';
import { momentsOf } from '../optimizers/code.js';
import type { Optimizer } from '../optimizers/optimizer.js';
import type { NetworkOptions } from './network-options.js';
import { PARAMETER_NAMES, type ParameterName, type ParameterValues } from './parameter-values.js';

/** Everything of a network, in the order of its graph's edges and nodes; independent of how it is run. */
export type NetworkState = StateHeader<'network'> & {
  readonly graph: GraphState;
  /** `[nodes]`, the order in which they came into the network. */
  readonly birth: Int32Array;
  readonly loss: Loss;
  readonly optimizer: Optimizer;
  readonly maxBatch: number;
  /** 0 if there is no limit. */
  readonly gradientClip: number;
  readonly precision: Precision;
  readonly steps: number;
  /** Powers of beta1 and beta2: multiplied up step by step, never raised. */
  readonly betaPowers: Float64Array;
  /** Each `[edges]` weights then `[nodes]` biases: `weights`, and what is kept beside them. */
  readonly parameters: ParameterValues;
  /** Strength of the protection. */
  readonly strength: number;
  readonly random: RandomState;
};

/** What a state says first. */
export const NETWORK_FORMAT: StateFormat<'network'> = new StateFormat('network', 1, LearnerError);

type ReadState = {
  readonly graph: Graph;
  readonly birth: Int32Array;
  readonly random: Random;
  readonly options: Required<Omit<NetworkOptions, 'seed'>>;
  readonly steps: number;
  readonly betaPowers: Float64Array;
  readonly parameters: ParameterValues;
  readonly strength: number;
};

/** Reads a state that comes from outside, each field checked. @throws LearnerError `STATE` */
export function readNetworkState(state: unknown): ReadState {
  const reader = NETWORK_FORMAT.read(state);
  const graph = reader.restore('graph', Graph.from);
  const birth = reader.array('birth', Int32Array, graph.nodes.length);
  if (new Set(birth).size < birth.length) throw reader.error('birth', 'numbers that are all different');
  const optimizer = readOptimizer(nested(reader, 'optimizer'));
  const loss = readLoss(nested(reader, 'loss'));
  try {
    checkOptimizer(optimizer);
    checkLoss(loss, graph);
  } catch (cause) {
    throw new LearnerError('STATE', `the state is not that of a network: ${String(cause)}`, { cause });
  }
  const betaPowers = reader.floats('betaPowers', 2);
  if (!betaPowers.every((power) => power >= 0 && power <= 1))
    throw reader.error('betaPowers', 'two numbers from 0 to 1');
  return {
    graph,
    birth,
    random: reader.restore('random', Random.from),
    options: {
      loss,
      optimizer,
      maxBatch: reader.count('maxBatch', 1, 65_536),
      gradientClip: reader.number('gradientClip', 0),
      precision: reader.oneOf('precision', ['strict', 'fast']),
    },
    steps: reader.count('steps'),
    betaPowers,
    parameters: readParameters(reader.tree('parameters'), graph, optimizer),
    strength: reader.number('strength', 0),
  };
}

/** Reads a loss. @throws LearnerError `STATE` */
export function readLoss(reader: StateReader): Loss {
  const kind = reader.oneOf('kind', LOSSES);
  return kind === 'huber' ? { kind, delta: reader.number('delta', 0) } : { kind };
}

/** Reads an optimizer. @throws LearnerError `STATE` */
export function readOptimizer(reader: StateReader): Optimizer {
  return {
    kind: reader.oneOf('kind', ['sgd', 'rmsprop', 'adam', 'adamw']),
    learningRate: reader.number('learningRate', 0),
    beta1: reader.number('beta1', 0, 1),
    beta2: reader.number('beta2', 0, 1),
    epsilon: reader.number('epsilon', 0),
    weightDecay: reader.number('weightDecay', 0),
    nesterov: reader.flag('nesterov'),
  };
}

function readParameters(tree: StateTree, graph: Graph, optimizer: Optimizer): ParameterValues {
  const values: { -readonly [name in ParameterName]?: Float32Array } = {};
  const needed: readonly ParameterName[] = ['weights', ...momentsOf(optimizer)];
  // Importances and anchors are nothing without each other; path integrals nothing without both.
  const isProtected = (['importance', 'anchor', 'path'] as const).some((name) => name in tree);
  const reader = new StateReader(tree, 'parameters of network', LearnerError);
  for (const name of PARAMETER_NAMES) {
    const isNeeded = needed.includes(name) || (isProtected && (name === 'importance' || name === 'anchor'));
    if (isNeeded || name in tree)
      values[name] = reader.array(name, Float32Array, graph.edgeCount + graph.nodes.length);
  }
  return values;
}

/** A reader of the object under `key`. */
/** Reads the object under `key`. */
export function nested(reader: StateReader, key: string): StateReader {
  return new StateReader(reader.tree(key), `${key} of network`, LearnerError);
}
