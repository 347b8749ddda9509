import { Random } from '@graph/core';
import { adam, layered, meanSquaredError, Network, OnlineLearner, softmaxCrossEntropy } from '@graph/learner';
import { balanced, ReplayMemory, reservoir } from '@graph/replay';
import { describe, expect, it } from 'vitest';

const networkOf = (outputs: number, loss = meanSquaredError()) =>
  Network.create(layered({ inputs: 2, hidden: [16], outputs }), {
    loss,
    optimizer: adam({ learningRate: 0.01 }),
    seed: 1,
    maxBatch: 64,
  });

describe('a learner and a memory, composed by hand', () => {
  it('rehearses from a memory of inputs and targets alone', () => {
    const memory = new ReplayMemory({
      capacity: 100,
      seed: 1,
      schema: { inputs: { dtype: 'float32', shape: [2] }, targets: { dtype: 'float32', shape: [1] } },
    });
    const learner = new OnlineLearner({ network: networkOf(1), memory });
    const first = learner.learnOne({ input: [1, 2], target: [3] });
    expect(first.newRows).toBe(1);
    for (let row = 0; row < 200; row += 1) learner.learnOne({ input: [1, 2], target: [3] });
    expect(learner.stats().rehearsedRows).toBeGreaterThan(1000);
    expect(learner.predictOne([1, 2])[0]).toBeCloseTo(3, 1);
  });

  it('goes on learning when a class appears: remembered rows get their new, empty target', () => {
    const memory = new ReplayMemory({
      capacity: 200,
      seed: 1,
      eviction: reservoir(),
      schema: {
        inputs: { dtype: 'float32', shape: [2] },
        targets: { dtype: 'float32', shape: [2] },
        domains: { dtype: 'uint16', shape: [] },
      },
    });
    const network = networkOf(2, softmaxCrossEntropy());
    const learner = new OnlineLearner({
      network,
      memory,
      consolidationStrategy: balanced({ by: 'domains' }),
    });
    const random = Random.fromSeed(3, 'classes');
    const learn = (classes: number): void => {
      const kind = random.below(classes);
      const target = Array.from({ length: classes }, (_, at) => (at === kind ? 1 : 0));
      learner.learnOne({ input: [kind + random.float() / 4, random.float()], target, domain: kind });
    };
    for (let row = 0; row < 300; row += 1) learn(2);
    const before = memory.size;
    network.widen(1, network.graph.nodes[network.graph.outputs.at(-1)!]!.id);
    for (let row = 0; row < 600; row += 1) learn(3);
    expect(memory.size).toBeGreaterThanOrEqual(before);
    learner.consolidate();
    const best = (input: number[]): number => {
      const outputs = [...learner.predictOne(input)];
      return outputs.indexOf(Math.max(...outputs));
    };
    expect([0.1, 1.1, 2.1].map((x) => best([x, 0.5]))).toEqual([0, 1, 2]);
  });
});
