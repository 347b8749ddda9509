import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import {
  adam,
  type Batch,
  createBatch,
  HashedLinear,
  KalmanLinear,
  type LossTerm,
  layered,
  meanSquaredError,
  Network,
  OnlineLearner,
  type RehearsalBatch,
  type RehearsalMemory,
  softmaxCrossEntropy,
  synapticIntelligence,
} from '../src/index.js';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** Remembers the last batch and gives it back, row by row: the least that a memory can do, and no object per row. */
class LastBatch implements RehearsalMemory {
  size = 0;
  readonly #rows: Batch = createBatch(32, 4, 1);

  add(rows: Batch): void {
    this.#rows.inputs.data.set(rows.inputs.data);
    this.size = rows.size;
  }

  sample(batch: RehearsalBatch, count: number): number {
    batch.size = Math.min(count, this.size);
    for (let at = 0; at < batch.size * 4; at += 1) batch.inputs.data[at] = this.#rows.inputs.data[at]!;
    return batch.size;
  }

  updatePriorities(): void {}
}

/**
 * Bytes of garbage that a call makes on average, and bytes that stay; the least of three rounds, since the test runner
 * allocates and frees beside us: up to 400 kB in a round, little for each of so many calls.
 */
function bytesPerCall(call: () => void, calls = 30_000): { garbage: number; kept: number } {
  for (let warm = 0; warm < 2000; warm += 1) call();
  const least = { garbage: Number.POSITIVE_INFINITY, kept: Number.POSITIVE_INFINITY };
  for (let round = 0; round < 3; round += 1) {
    collect();
    const before = process.memoryUsage().heapUsed;
    for (let at = 0; at < calls; at += 1) call();
    least.garbage = Math.min(least.garbage, (process.memoryUsage().heapUsed - before) / calls);
    collect();
    least.kept = Math.min(least.kept, (process.memoryUsage().heapUsed - before) / calls);
  }
  return least;
}

/** A number that is returned may be boxed, in 16 bytes; an object or a view of an array takes more than 64. */
function expectNothing({ garbage, kept }: { garbage: number; kept: number }, boxes = 2): void {
  expect(garbage).toBeLessThan(16 * boxes + 8);
  expect(kept).toBeLessThan(1);
}

describe('a step allocates nothing', () => {
  const network = (): Network =>
    Network.create(layered({ inputs: 4, hidden: [8], outputs: 1 }), {
      loss: meanSquaredError(),
      optimizer: adam(),
      seed: 1,
    });
  const rows = createBatch(32, 4, 1);
  rows.size = 16;

  it('sees what is allocated', () => {
    const views: Float32Array[] = [];
    const { garbage, kept } = bytesPerCall(() => views.push(rows.inputs.data.subarray(0, 8)));
    expect(Math.min(garbage, kept)).toBeGreaterThan(64);
  });

  it('of a network', () => {
    const trained = network();
    expectNothing(bytesPerCall(() => trained.step(rows)));
  });

  it('of an online learner with a memory, protection and several updates', () => {
    const learner = new OnlineLearner({
      network: network(),
      memory: new LastBatch(),
      consolidation: synapticIntelligence({ strength: 1 }),
      updatesPerBatch: 2,
    });
    expectNothing(bytesPerCall(() => learner.learnBatch(rows)));
  });

  it('made of its parts', () => {
    const trained = network();
    const { manual } = trained;
    const gradient = new Float32Array(manual.parameterCount);
    const losses = new Float32Array(16);
    const snapshot = manual.snapshot();
    const terms: readonly LossTerm[] = [
      { loss: meanSquaredError(), rows: 10, targets: rows.targets.data },
      { loss: softmaxCrossEntropy(), from: 10, targets: rows.targets.data, weight: 0.5 },
    ];
    // Numbers that go from one small function to another may be boxed.
    for (const call of [
      () => manual.step(rows.inputs, 16, terms),
      () => manual.gradient(rows, gradient),
      () => manual.apply(gradient),
      () => manual.losses(rows, losses),
      () => manual.restore(manual.snapshot(snapshot)),
    ])
      expectNothing(bytesPerCall(call, 10_000), 12);
  });

  it('of one example at a time', () => {
    const learner = new OnlineLearner({ network: network(), memory: new LastBatch() });
    const example = { input: [1, 2, 3, 4], target: [1] };
    expectNothing(bytesPerCall(() => learner.learnOne(example)));
  });

  it.each(['binary', 'number', 'classes'] as const)('of a linear model of the task %s', (task) => {
    const kalman = new KalmanLinear({ task, inputs: 100, randomWalk: 1e-3 });
    const hashed = new HashedLinear({ task, bits: 10 });
    const row = new Float32Array(116).map((_, index) => (index % 5) / 4);
    const indices = new Uint32Array(100).map((_, index) => index * 77);
    const out = new Float64Array(2);
    let count = 0;
    // Numbers that go from one small function to another may all be boxed; a row would be 400 bytes or more.
    for (const call of [
      () => kalman.predict(row, out, ++count % 16),
      () => kalman.learn(row, count % 2, ++count % 16),
      () => hashed.predict(indices, row, 100, out),
      () => hashed.learn(indices, row, 100, ++count % 2),
    ])
      expectNothing(bytesPerCall(call, 5000), 12);
  });
});
