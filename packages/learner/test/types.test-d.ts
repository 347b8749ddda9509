import type { Batch, StateTree } from '@graph/core';
import type { NdArray } from 'ndarray';
import {
  type ConsolidationMethod,
  createBatch,
  ewc,
  HashedLinear,
  hashPair,
  hashText,
  KalmanLinear,
  type KalmanLinearState,
  type LearnerBatch,
  LearnerError,
  meanSquaredError,
  type Network,
  NetworkBank,
  type NetworkState,
  OnlineLearner,
  type OnlineLearnerState,
  type RehearsalMemory,
  sgd,
  useKernels,
} from '../src/index.ts';

declare const network: Network;

// What compiles.

/** As `ReplayMemory` of `@graph/replay` has it: columns by the names of a schema, and further columns of its own. */
type Drawn<Columns> = Columns & {
  size: number;
  readonly ids: Float64Array;
  readonly probabilities: Float32Array;
  readonly weights: Float32Array;
  readonly strategies: Uint8Array;
};
type Given<Columns> = { readonly size: number } & {
  readonly [Name in keyof Columns]: Columns[Name] | Float32Array;
};
declare class Replay<Columns> {
  readonly size: number;
  add(rows: Given<Columns>): Float64Array;
  createBatch(capacity: number): Drawn<Columns>;
  sample(batch: Drawn<Columns>, count: number, strategy?: { readonly kind: 'uniform' | 'balanced' }): number;
  updatePriorities(ids: Float64Array, priorities: Float32Array, count?: number): void;
  widen(widths: Readonly<Record<string, number>>, fill?: number): void;
}
type Pair = { readonly inputs: NdArray<Float32Array>; readonly targets: NdArray<Float32Array> };
declare const pairs: Replay<Pair>;
declare const withDomains: Replay<Pair & { readonly domains: Uint16Array }>;

const learner = new OnlineLearner({ network, memory: pairs });
new OnlineLearner({ network, memory: withDomains });
const plain: Batch = createBatch(4, 2, 1);
learner.learnBatch(plain);
learner.learnBatch({ ...plain, domains: new Uint16Array(4) } satisfies LearnerBatch);
learner.learnOne({ input: [1, 2], target: new Float32Array(1) });
learner.learnOne({ input: [1, 2], target: [1], domain: 3 });
network.step(plain);

const least: RehearsalMemory = {
  size: 0,
  add: () => {},
  sample: (batch) => {
    batch.size = 0;
    return batch.size;
  },
};
new OnlineLearner({ network, memory: least });

const method: ConsolidationMethod = { ...ewc({ strength: 1 }), kind: 'my own' };
new OnlineLearner({ network, consolidation: method });

const state: StateTree = learner.state() satisfies OnlineLearnerState;
const kind: 'network' = (network.state() satisfies NetworkState).kind;

declare const compiled: { readonly exports?: never };
useKernels({});

try {
  learner.learnBatch(plain);
} catch (error) {
  if (LearnerError.is(error)) {
    const row: number | undefined = error.row;
    const code: 'MEMORY' | string = error.code;
    console.log(row, code);
  }
}

const kalman = new KalmanLinear({
  task: 'classes',
  inputs: 2,
  outputs: 3,
  priorVariance: (input) => 1 / (input + 1),
});
kalman.predict(new Float32Array(2), new Float64Array(3));
kalman.learn(new Float64Array(8), 2, 6);
kalman.rescale([1, 2], new Float64Array(2));
const linearState: StateTree = KalmanLinear.from(kalman.state() satisfies KalmanLinearState).state();
new KalmanLinear({ task: 'number', inputs: 2, priorVariance: [1, 0.3] });
const hashed = new HashedLinear({ task: 'binary', bits: 20 });
hashed.learn(Uint32Array.of(hashText('a'), hashPair(1, 2)), new Float32Array(2), 2, 1);

declare const bank: NetworkBank;
bank.stepAll(plain, new Float64Array(bank.size));
const index: number = bank.put(bank.take(bank.add(7)));
const bankState: StateTree = NetworkBank.from(bank.state()).state();

network.manual.step(plain.inputs, 4, [{ loss: meanSquaredError(), targets: plain.targets.data }]);
network.manual.step(plain.inputs, 4, (outputs, gradients, rows) => (gradients[0] = outputs[rows]!));
network.manual.restore(network.manual.snapshot());

// What must not.

// @ts-expect-error Each network of a bank has a seed of its own.
NetworkBank.create(network.graph, { loss: meanSquaredError(), optimizer: sgd(), seed: 1 });

// @ts-expect-error A term needs targets.
network.manual.step(plain.inputs, 4, [{ loss: meanSquaredError() }]);
// @ts-expect-error A state is not a snapshot.
network.manual.restore(network.state());
// @ts-expect-error It is not a task.
new KalmanLinear({ task: 'regression', inputs: 2 });
// @ts-expect-error It cannot guess how wide rows are.
new KalmanLinear({ task: 'binary' });
// @ts-expect-error Rows are typed arrays: nothing is copied to make one.
kalman.learn([1, 2], 1);
// @ts-expect-error Hashes have 32 bits.
hashed.learn(new Float32Array(2), new Float32Array(2), 2, 1);
// @ts-expect-error The state of another class.
HashedLinear.from(kalman.state());

// @ts-expect-error A memory without targets is not one for a learner.
new OnlineLearner({ network, memory: {} as Replay<Pick<Pair, 'inputs'>> });
// @ts-expect-error There is no such option.
new OnlineLearner({ network, replayratio: 0.5 });
// @ts-expect-error Levels are gone.
learner.learnOne({ input: [1], target: [1], level: 1 });
// @ts-expect-error Domains are 16-bit.
learner.learnBatch({ ...plain, domains: new Uint32Array(4) });
// @ts-expect-error It is not a code.
new LearnerError('OPTIONS', 'x');
// @ts-expect-error A loss is made by a function that checks it.
network.loss = meanSquaredError();
// @ts-expect-error It has no such option.
sgd({ momentun: 0.9 });
// @ts-expect-error An optimizer is needed.
({ loss: meanSquaredError(), seed: 1 }) satisfies Parameters<typeof Network.create>[1];

export { bankState, compiled, index, kind, linearState, state };
