import type { Batch } from '@graph/core';
import { createBatch, Random } from '@graph/core';
import { describe, expect, it } from 'vitest';
import { layered } from '../src/graph/layered.js';
import { LearnerError } from '../src/learner-error.js';
import { meanSquaredError } from '../src/losses/mean-squared-error.js';
import { Network } from '../src/network/network.js';
import { OnlineLearner } from '../src/online/online-learner.js';
import type { RehearsalBatch, RehearsalMemory } from '../src/online/rehearsal-memory.js';
import { adam } from '../src/optimizers/adam.js';
import { ArrayMemory } from './array-memory.js';

const network = (maxBatch = 64): Network =>
  Network.create(layered({ inputs: 3, hidden: [8], outputs: 2, activation: 'tanh' }), {
    loss: meanSquaredError(),
    optimizer: adam({ learningRate: 0.01 }),
    seed: 1,
    maxBatch,
  });

const source = (seed: number): ((rows: number) => Batch & { readonly domains: Uint16Array }) => {
  const random = Random.fromSeed(seed, 'rows');
  return (rows) => {
    const batch = { ...createBatch(rows + 2, 3, 2), domains: new Uint16Array(rows + 2) };
    batch.size = rows;
    for (let row = 0; row < rows; row += 1) {
      const [a, b, c] = [random.float(), random.float(), random.float()];
      batch.inputs.data.set([a, b, c], row * 3);
      batch.targets.data.set([a * b, a - c], row * 2);
      batch.domains[row] = row % 3;
    }
    return batch;
  };
};

const weightsOf = (from: Network): number[] => [...from.parameters().weights, ...from.parameters().biases];

describe('OnlineLearner', () => {
  it('takes one step on new and rehearsed rows together, as the network would by hand', () => {
    const memory = new ArrayMemory(5, 0.25);
    const learner = new OnlineLearner({ network: network(), memory, batchSize: 8, replayRatio: 0.5 });
    const next = source(1);
    learner.learnBatch(next(4));
    const twin = Network.from(learner.network.state());
    const rows = next(4);
    const remembered = memory.rows.map((row) => ({ ...row }));
    const result = learner.learnBatch(rows);
    const { ids } = memory.draws[1]!;
    const joint = createBatch(8, 3, 2);
    joint.size = 8;
    for (const [at, id] of ids.entries()) {
      joint.inputs.data.set(remembered[id]!.input, at * 3);
      joint.targets.data.set(remembered[id]!.target, at * 2);
    }
    joint.inputs.data.set(rows.inputs.data.subarray(0, 12), 12);
    joint.targets.data.set(rows.targets.data.subarray(0, 8), 8);
    twin.step(joint, { rowWeights: Float32Array.of(0.25, 0.25, 0.25, 0.25, 1, 1, 1, 1) });
    expect(weightsOf(learner.network)).toEqual(weightsOf(twin));
    const losses = [...twin.rowLosses.subarray(0, 8)];
    expect(result.loss).toBe((losses[4]! + losses[5]! + losses[6]! + losses[7]!) / 4);
    expect(result.rehearsedLoss).toBe((losses[0]! + losses[1]! + losses[2]! + losses[3]!) / 4);
    // Each rehearsed row is credited with its new loss; of a row drawn twice the last counts.
    for (const [at, id] of ids.entries())
      expect(memory.rows[id]!.loss).toBe(losses[ids.lastIndexOf(ids[at]!)]);
  });

  it('learns from every new row, remembers each once, and pads nothing while the memory is small', () => {
    const memory = new ArrayMemory(1);
    const learner = new OnlineLearner({ network: network(), memory, batchSize: 16, replayRatio: 0.75 });
    expect([learner.newRowsPerStep, learner.rehearsedRowsPerStep]).toEqual([4, 12]);
    const next = source(2);
    const seen = [4, 4, 4, 4, 1].map((rows) => {
      const batch = next(rows);
      const { newRows, rehearsedRows, trainedRows } = learner.learnBatch(batch);
      expect(memory.rows.slice(-rows).map(({ input }) => input)).toEqual(
        Array.from({ length: rows }, (_, row) => [...batch.inputs.data.subarray(row * 3, row * 3 + 3)]),
      );
      return [newRows, rehearsedRows, trainedRows];
    });
    expect(seen).toEqual([
      [4, 0, 4],
      [4, 4, 8],
      [4, 8, 12],
      [4, 12, 16],
      [1, 12, 13],
    ]);
    expect(memory.rows.map(({ domain }) => domain).slice(0, 5)).toEqual([0, 1, 2, 0, 0]);
  });

  it('draws afresh for each of several updates, and reports the loss before the first', () => {
    const memory = new ArrayMemory(3);
    const learner = new OnlineLearner({ network: network(), memory, batchSize: 8, updatesPerBatch: 3 });
    const next = source(3);
    learner.learnBatch(next(4));
    const twin = Network.from(learner.network.state());
    const rows = next(4);
    const result = learner.learnBatch(rows);
    expect(memory.draws.slice(-3).map(({ ids }) => ids.length)).toEqual([4, 4, 4]);
    expect(new Set(memory.draws.slice(-3).map(({ ids }) => ids.join())).size).toBe(3);
    expect([result.trainedRows, result.rehearsedRows, learner.stats().steps]).toEqual([24, 12, 6]);
    twin.step(rows);
    expect(result.loss).toBeCloseTo(
      [...twin.rowLosses.subarray(0, 4)].reduce((sum, loss) => sum + loss) / 4,
      6,
    );
  });

  it('keeps at least one new row in a step, and rehearses nothing at ratio 0 or without a memory', () => {
    const memory = new ArrayMemory(1);
    const one = new OnlineLearner({ network: network(), memory, batchSize: 1, replayRatio: 0.9 });
    expect([one.newRowsPerStep, one.rehearsedRowsPerStep]).toEqual([1, 0]);
    const none = new OnlineLearner({ network: network(), memory, replayRatio: 0 });
    none.learnBatch(source(1)(4));
    none.learnBatch(source(1)(4));
    expect([none.consolidate().steps, memory.draws.length, memory.size]).toEqual([0, 0, 8]);
    const alone = new OnlineLearner({ network: network() });
    expect(alone.learnBatch(source(1)(4))).toMatchObject({ trainedRows: 4, rehearsedRows: 0 });
    expect(alone.consolidate()).toMatchObject({ steps: 0, estimatedFrom: 0 });
  });

  it('consolidates by rehearsal alone, with the strategy asked for', () => {
    const memory = new ArrayMemory(1);
    const options = { batchSize: 8, consolidationSteps: 3, consolidationStrategy: 'balanced' };
    const learner = new OnlineLearner({ network: network(), memory, ...options });
    const next = source(1);
    for (let batch = 0; batch < 3; batch += 1) learner.learnBatch(next(4));
    const before = weightsOf(learner.network);
    const { steps, rows, loss } = learner.consolidate();
    expect([steps, rows]).toEqual([3, 24]);
    expect(loss).toBeGreaterThan(0);
    expect(memory.draws.slice(-3).map(({ count, strategy }) => [count, strategy])).toEqual(
      Array.from({ length: 3 }, () => [8, 'balanced']),
    );
    expect(memory.draws[1]!.strategy).toBeUndefined();
    expect(weightsOf(learner.network)).not.toEqual(before);
    expect([memory.size, learner.stats().consolidations, learner.stats().examples]).toEqual([12, 1, 12]);
  });

  it('learns one example as a batch of one', () => {
    const [one, batched] = [
      new OnlineLearner({ network: network() }),
      new OnlineLearner({ network: network() }),
    ];
    const rows = source(4)(1);
    const example = {
      input: rows.inputs.data.subarray(0, 3),
      target: [...rows.targets.data.subarray(0, 2)],
      domain: 2,
    };
    expect(one.learnOne(example).loss).toBe(batched.learnBatch(rows).loss);
    expect(weightsOf(one.network)).toEqual(weightsOf(batched.network));
    expect(one.predictOne([0.1, 0.2, 0.3])).toEqual(
      Float32Array.from(batched.predict(source(4)(1).inputs).data.subarray(0, 2)).map(
        (_, at) => batched.predictOne([0.1, 0.2, 0.3])[at]!,
      ),
    );
    expect(one.stats().domains.map(({ examples }) => examples)).toEqual([0, 0, 1]);
    expect(() => one.learnOne({ input: [1], target: [1, 2] })).toThrow('input has 1 values, wanted 3');
  });

  it('counts what it did', () => {
    const memory = new ArrayMemory(9);
    const learner = new OnlineLearner({ network: network(), memory, batchSize: 8 });
    expect(learner.stats()).toMatchObject({ examples: 0, averageLoss: Number.NaN, bestLoss: Number.NaN });
    const next = source(6);
    const losses = Array.from({ length: 10 }, () => learner.learnBatch(next(4)).loss);
    const stats = learner.stats();
    expect(stats).toMatchObject({ examples: 40, batches: 10, steps: 10, trainedRows: 76, rehearsedRows: 36 });
    expect(stats.averageLoss).toBeCloseTo(losses.reduce((sum, loss) => sum + loss) / 10, 12);
    expect(stats.domains.map(({ examples }) => examples)).toEqual([20, 10, 10]);
    expect(stats.bestLoss).toBeLessThanOrEqual(stats.smoothedLoss);
    expect(stats.learningRate).toBe(0.01);
  });

  it('goes on exactly from its state', () => {
    const make = (): { learner: OnlineLearner; memory: ArrayMemory } => {
      const memory = new ArrayMemory(2);
      return {
        memory,
        learner: new OnlineLearner({ network: network(), memory, batchSize: 8, updatesPerBatch: 2 }),
      };
    };
    const [whole, first] = [make(), make()];
    const next = source(8);
    const batches = Array.from({ length: 12 }, () => next(4));
    for (const batch of batches) whole.learner.learnBatch(batch);
    for (const batch of batches.slice(0, 5)) first.learner.learnBatch(batch);
    const again = OnlineLearner.from(structuredClone(first.learner.state()), { memory: first.memory });
    for (const batch of batches.slice(5)) again.learnBatch(batch);
    expect(again.state()).toEqual(whole.learner.state());
    expect(again.stats()).toEqual(whole.learner.stats());
  });

  it('goes on while its network grows and is pruned, and exactly so from a state', () => {
    const memory = new ArrayMemory(2);
    const learner = new OnlineLearner({ network: network(), memory, batchSize: 8, replayRatio: 0.25 });
    const next = source(8);
    learner.learnBatch(next(6));
    learner.network.widen(5);
    learner.learnBatch(next(6));
    learner.network.prune({ edges: 10 });
    const twin = OnlineLearner.from(structuredClone(learner.state()));
    const rows = next(6);
    expect(learner.network.neurons).toBeGreaterThan(8);
    twin.learnBatch(rows);
    const alone = OnlineLearner.from(learner.state());
    alone.learnBatch(rows);
    expect(twin.state()).toEqual(alone.state());
    expect(learner.learnBatch(rows).trainedRows).toBe(8);
  });

  it('stops at a loss that is not finite, says of which row, and changes and remembers nothing', () => {
    const memory = new ArrayMemory(1);
    const learner = new OnlineLearner({ network: network(), memory, batchSize: 8 });
    const next = source(1);
    learner.learnBatch(next(4));
    const before = learner.state();
    const bad = next(4);
    bad.targets.data[2 * 2] = Number.NaN;
    let error: unknown;
    try {
      learner.learnBatch(bad);
    } catch (thrown) {
      error = thrown;
    }
    expect(LearnerError.is(error) && [error.code, error.row]).toEqual(['NON_FINITE', 2]);
    expect([learner.state(), memory.size]).toEqual([before, 4]);
  });

  it.each<[string, object]>([
    ['batchSize', { batchSize: 0 }],
    ['batchSize', { batchSize: 1000 }],
    ['replayRatio', { replayRatio: 1 }],
    ['replayRatio', { replayRatio: Number.NaN }],
    ['updatesPerBatch', { updatesPerBatch: 1.5 }],
  ])('refuses a wrong %s: %j', (name, options) => {
    expect(() => new OnlineLearner({ network: network(), ...options })).toThrow(
      new RegExp(`${name} is .*, wanted`),
    );
  });

  it('credits every rehearsed row with its new loss, the last one too, once per update', () => {
    // A mutant that credited all but the last one survived, where rows were drawn twice.
    class Credits extends ArrayMemory {
      readonly log: number[][] = [];
      override sample(batch: RehearsalBatch, count: number): number {
        batch.size = Math.min(count, this.rows.length);
        for (let at = 0; at < batch.size; at += 1) {
          const row = this.rows[this.rows.length - 1 - at]!;
          batch.ids[at] = row.id;
          batch.inputs.data.set(row.input, at * 3);
          batch.targets.data.set(row.target, at * 2);
        }
        return batch.size;
      }
      override updatePriorities(ids: Float64Array, priorities: Float32Array, count: number): void {
        this.log.push([...ids.subarray(0, count)], [...priorities.subarray(0, count)]);
      }
    }
    const memory = new Credits(1);
    const learner = new OnlineLearner({ network: network(), memory, batchSize: 8, updatesPerBatch: 2 });
    const next = source(1);
    learner.learnBatch(next(4));
    expect(memory.log).toEqual([]);
    learner.learnBatch(next(4));
    expect(memory.log.filter((_, at) => at % 2 === 0)).toEqual([
      [3, 2, 1, 0],
      [3, 2, 1, 0],
    ]);
    expect(memory.log[3]).toEqual([...learner.network.rowLosses.subarray(0, 4)]);
    learner.consolidate();
    expect(memory.log.slice(4).map((list) => list.length)).toEqual(new Array(20).fill(8));
  });

  it('needs no domains, and gives the memory 0 for rows that have none', () => {
    const memory = new ArrayMemory(1);
    const learner = new OnlineLearner({ network: network(), memory, batchSize: 8 });
    const { domains: _, ...rows } = source(1)(4);
    learner.learnBatch(rows);
    rows.size = 2;
    rows.inputs.data.fill(9);
    learner.learnBatch(rows);
    expect([memory.size, memory.rows.at(-1)!.input]).toEqual([6, [9, 9, 9]]);
    expect(learner.stats()).toMatchObject({ examples: 6, domains: [] });
    learner.learnBatch(source(1)(3));
    learner.learnOne({ input: [1, 2, 3], target: [0, 1] });
    expect(memory.rows.map(({ domain }) => domain)).toEqual([0, 0, 0, 0, 0, 0, 0, 1, 2, 0]);
    expect(learner.stats().domains.map(({ examples }) => examples)).toEqual([2, 1, 1]);
    const twin = OnlineLearner.from(structuredClone(learner.state()), { memory });
    expect(twin.stats()).toEqual(learner.stats());
  });

  it('goes along with a network that gets outputs and inputs, and widens the memory with it', () => {
    const memory = new ArrayMemory(1);
    const learner = new OnlineLearner({ network: network(), memory, batchSize: 8 });
    learner.learnBatch(source(1)(4));
    learner.network.widen(1, 'out.1');
    const { inputs } = source(2)(4);
    expect(learner.predictOne([1, 2, 3])).toHaveLength(3);
    const rows = { ...createBatch(4, 3, 3), size: 4 };
    rows.inputs.data.set(inputs.data.subarray(0, 12));
    rows.targets.data.fill(1);
    expect(learner.learnBatch(rows)).toMatchObject({ newRows: 4, rehearsedRows: 4 });
    expect(memory.rows.map(({ target }) => target[2])).toEqual([0, 0, 0, 0, 1, 1, 1, 1]);
    learner.network.widenInputs(2);
    expect(learner.consolidate().rows).toBe(80);
    expect(learner.learnOne({ input: [1, 2, 3, 4, 5], target: [1, 2, 3] }).rehearsedRows).toBe(4);
    expect(memory.rows.at(-1)).toMatchObject({ input: [1, 2, 3, 4, 5], target: [1, 2, 3] });
    const twin = OnlineLearner.from(structuredClone(learner.state()), { memory });
    expect(twin.predictOne([1, 2, 3, 4, 5])).toEqual(learner.predictOne([1, 2, 3, 4, 5]));
    expect(() => learner.learnOne({ input: [1, 2, 3], target: [1, 2, 3] })).toThrow(
      'input has 3 values, wanted 5',
    );
  });

  it('needs a memory that can widen its rows, or is empty', () => {
    const { rows } = new ArrayMemory(1);
    const plain: RehearsalMemory = {
      get size(): number {
        return rows.length;
      },
      add(batch) {
        for (let row = 0; row < batch.size; row += 1)
          rows.push({ id: 0, input: [], target: [], domain: 0, loss: 0 });
      },
      sample(batch) {
        batch.size = 0;
        return 0;
      },
    };
    const learner = new OnlineLearner({ network: network(), memory: plain });
    learner.network.widen(1, 'out.1');
    learner.learnOne({ input: [1, 2, 3], target: [1, 2, 3] });
    learner.network.widen(1, 'out.1');
    expect(() => learner.learnOne({ input: [1, 2, 3], target: [1, 2, 3, 4] })).toThrow(
      expect.objectContaining({ code: 'SHAPE', message: expect.stringContaining('widen()') }),
    );
    const stuck = new ArrayMemory(1);
    stuck.widen = () => {};
    const other = new OnlineLearner({ network: network(), memory: stuck });
    other.network.widenInputs(1);
    expect(() => other.predictOne([1, 2, 3, 4])).toThrow(expect.objectContaining({ code: 'SHAPE' }));
  });

  it('refuses options that it does not have, and names the one that was meant', () => {
    const misspelt = { network: network(), replayratio: 0.9 };
    expect(() => new OnlineLearner(misspelt)).toThrow('did you mean replayRatio?');
  });

  it('refuses batches that do not fit, saying what fits', () => {
    const learner = new OnlineLearner({ network: network(8), memory: new ArrayMemory(1), batchSize: 8 });
    expect(() => learner.learnBatch(source(1)(5))).toThrow(
      /5 new rows and 4 rehearsed ones .* maxBatch of 8/,
    );
    expect(() => learner.learnBatch(createBatchOf(2))).toThrow(/inputs has shape/);
    expect(learner.learnBatch(createBatch(3, 3, 2))).toMatchObject({ trainedRows: 0, loss: Number.NaN });
  });
});

const createBatchOf = (width: number): Batch => ({ ...createBatch(2, width, 2), size: 2 });
