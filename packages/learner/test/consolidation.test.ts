import { describe, expect, it } from 'vitest';
import {
  adam,
  type ConsolidationMethod,
  createBatch,
  ewc,
  layered,
  meanSquaredError,
  memoryAwareSynapses,
  Network,
  OnlineLearner,
  onlineEwc,
  sgd,
  sparse,
  synapticIntelligence,
} from '../src/index.js';
import { ArrayMemory } from './array-memory.js';
import { finalAccuracy, permutedTasks } from './permuted-tasks.js';

const methods: readonly ConsolidationMethod[] = [
  ewc({ strength: 1 }),
  onlineEwc({ strength: 1 }),
  synapticIntelligence({ strength: 1 }),
  memoryAwareSynapses({ strength: 1 }),
];

describe('on five tasks that differ in the order of their inputs, without replay', () => {
  const streams = [1, 2].map((seed) => permutedTasks(seed, 4000));
  const optimizer = adam({ learningRate: 0.003 });
  const meanAccuracy = (method?: ConsolidationMethod): number =>
    streams.reduce((sum, tasks) => sum + finalAccuracy(tasks, optimizer, method), 0) / streams.length;
  const unprotected = meanAccuracy();

  it('nothing forgets (else there would be nothing to show)', () => {
    expect(unprotected).toBeLessThan(0.7);
    expect(finalAccuracy(streams[0]!.slice(0, 1), optimizer, undefined)).toBeGreaterThan(0.9);
  });

  it.each(methods)('$kind keeps at least 10 points of accuracy more than nothing', (method) => {
    expect(meanAccuracy(method)).toBeGreaterThan(unprotected + 0.1);
  });
});

describe.each(methods)('$kind', (method) => {
  const network = (): Network =>
    Network.create(layered({ inputs: 3, hidden: [8], outputs: 2, activation: 'tanh' }), {
      loss: meanSquaredError(),
      optimizer: adam({ learningRate: 0.01 }),
      seed: 1,
    });
  const rows = (seed: number) => {
    const batch = createBatch(8, 3, 2);
    batch.size = 8;
    for (let at = 0; at < 24; at += 1) batch.inputs.data[at] = ((at * 7 + seed * 13) % 11) / 11;
    for (let at = 0; at < 16; at += 1) batch.targets.data[at] = ((at * 5 + seed * 3) % 7) / 7;
    return batch;
  };

  it('leaves the network alone until it has consolidated, and draws it back afterwards', () => {
    const [free, held] = [
      new OnlineLearner({ network: network() }),
      new OnlineLearner({ network: network(), consolidation: method }),
    ];
    for (const learner of [free, held]) for (let step = 0; step < 20; step += 1) learner.learnBatch(rows(1));
    expect(held.network.parameters()).toEqual(free.network.parameters());
    for (const learner of [free, held]) learner.consolidate(rows(1));
    const start = free.network.parameters().weights;
    for (const learner of [free, held]) for (let step = 0; step < 100; step += 1) learner.learnBatch(rows(2));
    const way = (learner: OnlineLearner): number =>
      Math.hypot(...learner.network.parameters().weights.map((weight, at) => weight - start[at]!));
    expect(way(held)).toBeLessThan(0.9 * way(free));
  });

  it('estimates from remembered rows, drawn as asked', () => {
    const memory = new ArrayMemory(1);
    const options = {
      memory,
      consolidation: method,
      consolidationRows: 20,
      consolidationStrategy: 'balanced',
    };
    const learner = new OnlineLearner({ network: network(), batchSize: 8, replayRatio: 0, ...options });
    for (let step = 0; step < 4; step += 1) learner.learnBatch(rows(step));
    expect(learner.consolidate()).toMatchObject({ steps: 0, estimatedFrom: 20 });
    expect(memory.draws).toMatchObject([{ count: 20, strategy: 'balanced' }]);
  });

  it('goes on exactly from a state', () => {
    const run = (learner: OnlineLearner, from: number, to: number): void => {
      for (let step = from; step < to; step += 1) {
        learner.learnBatch(rows(step));
        if (step % 7 === 6) learner.consolidate(rows(step));
      }
    };
    const [whole, first] = [1, 2].map(() => new OnlineLearner({ network: network(), consolidation: method }));
    run(whole!, 0, 40);
    run(first!, 0, 17);
    const again = OnlineLearner.from(structuredClone(first!.state()), { consolidation: method });
    run(again, 17, 40);
    expect(again.state()).toEqual(whole!.state());
  });

  it('is not mistaken for another method when restored', () => {
    const state = new OnlineLearner({ network: network(), consolidation: method }).state();
    expect(() => OnlineLearner.from(state)).toThrow(
      `taken with consolidation ${method.kind}, and none was given`,
    );
  });

  it('takes an empty memory for nothing to estimate from', () => {
    const learner = new OnlineLearner({
      network: network(),
      memory: new ArrayMemory(1),
      consolidation: method,
    });
    expect(learner.consolidate()).toMatchObject({ steps: 0, estimatedFrom: 0 });
    expect(learner.learnBatch(rows(1)).loss).toBeGreaterThan(0);
  });
});

describe('a run with all that there is', () => {
  it.each([
    ['ewc', 'd6000831'],
    ['online-ewc', 'ab5714a8'],
    ['si', '1aed77c7'],
    ['mas', '28f04e26'],
  ])('ends in the golden parameters of %s (a change here changes every run)', (kind, golden) => {
    const graph = sparse({ inputs: 3, hidden: 30, outputs: 2, density: 0.3, seed: 5, activation: 'tanh' });
    const optimizer = adam({ learningRate: 0.01 });
    const network = Network.create(graph, { loss: meanSquaredError(), optimizer, seed: 3 });
    const learner = new OnlineLearner({
      network,
      memory: new ArrayMemory(4),
      batchSize: 20,
      updatesPerBatch: 2,
      consolidation: methods.find((method) => method.kind === kind)!,
    });
    const batch = createBatch(10, 3, 2);
    batch.size = 10;
    for (let step = 0; step < 60; step += 1) {
      for (let at = 0; at < 30; at += 1) batch.inputs.data[at] = ((at * 37 + step * 11) % 101) / 50 - 1;
      for (let at = 0; at < 20; at += 1) batch.targets.data[at] = ((at * 5 + (step >> 4)) % 7) / 7;
      learner.learnBatch(batch);
      if (step % 20 === 19) learner.consolidate();
      if (step === 25) network.widen(6);
      if (step === 45) network.prune({ edges: 20 });
    }
    const { weights, biases } = network.parameters();
    expect(fingerprint(weights, biases)).toBe(golden);
  });
});

/** FNV-1a over the bits of the arrays. */
function fingerprint(...arrays: readonly Float32Array[]): string {
  let hash = 0x811c9dc5;
  for (const { buffer, byteOffset, byteLength } of arrays)
    for (const byte of new Uint8Array(buffer, byteOffset, byteLength))
      hash = Math.imul(hash ^ byte, 0x01000193);
  return (hash >>> 0).toString(16);
}

describe('ewc', () => {
  it('keeps one penalty that pulls as the penalties of all consolidations together', () => {
    const optimizer = sgd({ learningRate: 0.05 });
    const graph = layered({ inputs: 3, hidden: [6], outputs: 2, activation: 'tanh' });
    const network = Network.create(graph, { loss: meanSquaredError(), optimizer, seed: 1 });
    const method = ewc({ strength: 1, importance: 'absolute' });
    method.attach(network);
    const batch = createBatch(8, 3, 2);
    batch.size = 8;
    const penalties: { fisher: Float32Array; anchor: Float32Array }[] = [];
    for (let task = 0; task < 3; task += 1) {
      for (let at = 0; at < 24; at += 1) batch.inputs.data[at] = ((at * 7 + task * 13) % 11) / 11;
      for (let at = 0; at < 16; at += 1) batch.targets.data[at] = ((at * 5 + task * 3) % 7) / 7;
      for (let step = 0; step < 10; step += 1) network.step(batch);
      const fisher = network
        .protect()
        .squaredGradients(batch)
        .map((sum) => sum / 8);
      penalties.push({ fisher, anchor: network.state().parameters.weights!.slice() });
      method.consolidate(network, batch);
    }
    const { importance, anchor } = network.state().parameters;
    const at = network.state().parameters.weights!;
    for (const [index, value] of at.entries()) {
      const pull = (value + 0.1 - anchor![index]!) * importance![index]!;
      const pulls = penalties.map(({ fisher, anchor }) => (value + 0.1 - anchor[index]!) * fisher[index]!);
      expect(pull).toBeCloseTo(
        pulls.reduce((sum, each) => sum + each),
        6,
      );
    }
  });

  it.each([
    () => ewc({ strength: -1 }),
    () => onlineEwc({ strength: 1, decay: 2 }),
    () => synapticIntelligence({ strength: 1, damping: 0 }),
    () => memoryAwareSynapses({ strength: Number.NaN }),
  ])('refuses a number out of range (%#)', (make) => {
    expect(make).toThrow(/ is .*, wanted /);
  });
});
