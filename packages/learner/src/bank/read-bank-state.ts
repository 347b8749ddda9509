import { StateFormat } from '@graph/core';
import { Graph } from '../graph/graph.js';
import { LearnerError } from '../learner-error.js';
import { checkLoss } from '../losses/check-loss.js';
import { nested, readLoss, readOptimizer } from '../network/network-state.js';
import type { ParameterName } from '../network/parameter-values.js';
import { checkOptimizer } from '../optimizers/check-optimizer.js';
import { momentsOf } from '../optimizers/code.js';
import type { NetworkBankOptions } from './network-bank-options.js';

/** What a state says first. */
export const BANK_FORMAT: StateFormat<'network-bank'> = new StateFormat('network-bank', 1, LearnerError);

type ReadState = {
  readonly graph: Graph;
  readonly options: Required<NetworkBankOptions>;
  readonly count: number;
  readonly free: Uint32Array;
  readonly steps: Float64Array;
  readonly betaPowers: Float64Array;
  readonly parameters: readonly (readonly [ParameterName, Float32Array])[];
};

/** Reads a state that comes from outside, each field checked. @throws LearnerError `STATE` */
export function readBankState(state: unknown): ReadState {
  const reader = BANK_FORMAT.read(state);
  const graph = reader.restore('graph', Graph.from);
  const loss = readLoss(nested(reader, 'loss'));
  const optimizer = readOptimizer(nested(reader, 'optimizer'));
  try {
    checkOptimizer(optimizer);
    checkLoss(loss, graph);
  } catch (cause) {
    throw new LearnerError('STATE', `the state is not that of a bank: ${String(cause)}`, { cause });
  }
  const count = reader.count('count', 0, 2 ** 32 - 1);
  const free = reader.array('free', Uint32Array);
  if (new Set(free).size < free.length || free.some((index) => index >= count))
    throw reader.error('free', 'different numbers below the count');
  const steps = reader.floats('steps', count);
  if (!steps.every((number) => Number.isSafeInteger(number) && number >= 0))
    throw reader.error('steps', 'whole numbers');
  const betaPowers = reader.floats('betaPowers', 2 * count);
  if (!betaPowers.every((power) => power >= 0 && power <= 1))
    throw reader.error('betaPowers', 'numbers from 0 to 1');
  const parts = reader.child('parameters');
  const length = count * (graph.edgeCount + graph.nodes.length);
  const kept: readonly ParameterName[] = ['weights', ...momentsOf(optimizer)];
  return {
    graph,
    options: {
      loss,
      optimizer,
      maxBatch: reader.count('maxBatch', 1, 65_536),
      gradientClip: reader.number('gradientClip', 0),
      precision: reader.oneOf('precision', ['strict', 'fast']),
    },
    count,
    free,
    steps,
    betaPowers,
    parameters: kept.map((name) => [
      name,
      parts.array<Float32Array<ArrayBuffer>>(name, Float32Array, length),
    ]),
  };
}
