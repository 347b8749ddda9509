import ndarray from 'ndarray';
import { describe, expect, it } from 'vitest';
import {
  adam,
  adamw,
  type Graph,
  huber,
  LearnerError,
  type Loss,
  layered,
  meanSquaredError,
  Network,
  NetworkBank,
  type NetworkBankOptions,
  type Optimizer,
  rmsprop,
  sgd,
  softmaxCrossEntropy,
  sparse,
} from '../../src/index.js';
import { drawRows } from '../rows.js';

const small = layered({ inputs: 3, hidden: [6], outputs: 2, activation: 'tanh' });
const graphs: readonly [string, Graph, Loss, Optimizer][] = [
  ['layers with Adam', small, meanSquaredError(), adam({ learningRate: 0.01 })],
  ['layers with plain descent', small, huber(), sgd({ learningRate: 0.05 })],
  ['a softmax with momentum', small, softmaxCrossEntropy(), sgd({ learningRate: 0.05, momentum: 0.9 })],
  [
    'a sparse graph with decay',
    sparse({ inputs: 4, hidden: 20, outputs: 2, density: 0.2, seed: 1 }),
    meanSquaredError(),
    adamw({ weightDecay: 0.1 }),
  ],
  ['layers with RMSprop', small, meanSquaredError(), rmsprop()],
];

const options: NetworkBankOptions = { loss: meanSquaredError(), optimizer: adam(), maxBatch: 8 };
const create = (): NetworkBank => NetworkBank.create(small, options);
const rows = (seed: number, count = 8): ReturnType<typeof drawRows> =>
  drawRows(small, count, options.loss, seed);

/** Three networks that have learned from different rows, of two, one and no step. */
function learned(): NetworkBank {
  const bank = create();
  for (const seed of [7, 8, 9]) bank.add(seed);
  bank.step(0, rows(1));
  bank.step(1, rows(2));
  bank.step(0, rows(3));
  return bank;
}

describe.each(graphs)('a bank of networks: %s', (_, graph, loss, optimizer) => {
  it('gives each of them the bits that it has alone, whatever the order of steps', () => {
    const bank = NetworkBank.create(graph, { loss, optimizer, maxBatch: 40, gradientClip: 1 });
    const alone = Array.from({ length: 40 }, (_, seed) =>
      Network.create(graph, { loss, optimizer, maxBatch: 40, gradientClip: 1, seed }),
    );
    // Added in between, so that the bank grows while it is used.
    for (let step = 0; step < 200; step += 1) {
      if (step < 40) expect(bank.add(step)).toBe(step);
      const index = (step * 17) % Math.min(40, step + 1);
      const batch = drawRows(graph, step % 5 === 0 ? 1 : 1 + (step % 40), loss, step);
      const rowWeights = new Float32Array(40).fill(0.5 + (step % 2));
      expect(bank.step(index, batch, { rowWeights })).toBe(alone[index]!.step(batch, { rowWeights }));
    }
    const losses = new Float64Array(40);
    const batch = drawRows(graph, 9, loss, 999);
    bank.stepAll(batch, losses);
    for (const [index, network] of alone.entries()) {
      expect(losses[index]).toBe(network.step(batch));
      expect(bank.parameters(index)).toEqual(network.parameters());
      expect(bank.steps(index)).toBe(network.steps);
      expect(bank.predict(index, batch.inputs).data).toEqual(network.predict(batch.inputs).data);
    }
  });

  it('goes on as the original does when it is restored from a clone of its state', () => {
    const bank = NetworkBank.create(graph, { loss, optimizer, maxBatch: 8 });
    for (let seed = 0; seed < 5; seed += 1) bank.add(seed);
    for (let step = 0; step < 12; step += 1) bank.step(step % 5, drawRows(graph, 8, loss, step));
    bank.remove(3);
    bank.remove(1);
    const other = NetworkBank.from(structuredClone(bank.state()));
    expect(other.state()).toEqual(bank.state());
    for (const each of [bank, other]) {
      expect(each.size).toBe(3);
      expect(each.add(77)).toBe(1);
      for (const index of [0, 1, 2, 4]) each.step(index, drawRows(graph, 8, loss, 50 + index));
    }
    expect(other.state()).toEqual(bank.state());
  });

  it('takes a network out as bytes and puts it into another bank', () => {
    const bank = NetworkBank.create(graph, { loss, optimizer, maxBatch: 8 });
    const other = NetworkBank.create(graph, { loss, optimizer, maxBatch: 16 });
    bank.add(1);
    bank.add(2);
    other.add(3);
    for (let step = 0; step < 5; step += 1) bank.step(step % 2, drawRows(graph, 8, loss, step));
    const bytes = bank.take(0);
    const padded = new Uint8Array(bytes.length + 3);
    padded.set(bytes, 3);
    const index = other.put(padded.subarray(3));
    expect(index).toBe(1);
    expect(other.take(index)).toEqual(bytes);
    const batch = drawRows(graph, 8, loss, 9);
    expect(other.step(index, batch)).toBe(bank.step(0, batch));
    expect(other.parameters(index)).toEqual(bank.parameters(0));
    expect(other.steps(index)).toBe(bank.steps(0));
  });
});

describe('a bank of networks', () => {
  it('copies a network, after which each goes its own way', () => {
    const bank = learned();
    const copied = bank.copy(0);
    expect(copied).toBe(3);
    expect(bank.parameters(copied)).toEqual(bank.parameters(0));
    expect(bank.steps(copied)).toBe(2);
    const before = bank.parameters(0);
    const loss = bank.step(copied, rows(5));
    expect(bank.parameters(0)).toEqual(before);
    expect(bank.step(0, rows(5))).toBe(loss);
    expect(bank.parameters(copied)).toEqual(bank.parameters(0));
  });

  it('gives the number of a network that was removed to the next, which has nothing of it', () => {
    const bank = learned();
    bank.remove(0);
    expect([bank.has(0), bank.size]).toEqual([false, 2]);
    expect(bank.add(42)).toBe(0);
    expect(bank.steps(0)).toBe(0);
    expect(bank.parameters(0)).toEqual(Network.create(small, { ...options, seed: 42 }).parameters());
    const alone = Network.create(small, { ...options, seed: 42 });
    expect(bank.step(0, rows(4))).toBe(alone.step(rows(4)));
    expect(bank.parameters(0)).toEqual(alone.parameters());
    expect(bank.add(1)).toBe(3);
  });

  it('steps every network but those that are gone and those whose loss is not finite', () => {
    const bank = learned();
    bank.remove(1);
    const losses = new Float64Array(3).fill(-1);
    bank.stepAll(rows(6), losses);
    expect([losses[0]! > 0, losses[1], losses[2]! > 0]).toEqual([true, -1, true]);
    const before = bank.state();
    const wild = rows(6);
    wild.targets.data[3] = Number.NaN;
    bank.stepAll(wild, losses);
    expect([...losses]).toEqual([Number.NaN, -1, Number.NaN]);
    expect(bank.state()).toEqual(before);
    expect(() => bank.step(0, wild)).toThrow(expect.objectContaining({ code: 'NON_FINITE', row: 1 }));
    expect(bank.state()).toEqual(before);
  });

  it('refuses numbers of no network, and batches and bytes that do not fit', () => {
    const bank = learned();
    bank.remove(1);
    for (const index of [1, 3, -1, 0.5, Number.NaN])
      for (const act of [
        () => bank.step(index, rows(1)),
        () => bank.copy(index),
        () => bank.take(index),
        () => bank.remove(index),
        () => bank.steps(index),
        () => bank.parameters(index),
        () => bank.predict(index, rows(1).inputs),
      ])
        expect(act).toThrow(expect.objectContaining({ code: 'OPTION' }));
    expect(() => bank.step(0, rows(1, 9))).toThrow(expect.objectContaining({ code: 'BATCH' }));
    expect(() => bank.stepAll(rows(1), new Float64Array(2))).toThrow(/room for 2 losses, wanted 3/);
    expect(() => bank.predict(0, ndarray(new Float32Array(4), [1, 4]))).toThrow(/wanted \[at least 1, 3\]/);
    expect(() => bank.put(new Uint8Array(5))).toThrow(expect.objectContaining({ code: 'STATE' }));
    const bytes = bank.take(0);
    new Float64Array(bytes.buffer, 0, 1)[0] = -1;
    expect(() => bank.put(bytes)).toThrow(/count no steps/);
    expect(() => bank.add(0.5)).toThrow(/seed is 0.5/);
    expect(() => NetworkBank.create(small, { ...options, maxBatch: 0 })).toThrow(/maxBatch is 0/);
  });

  it('refuses a state with any field missing or changed, or restores it as it is', () => {
    const bank = learned();
    bank.remove(1);
    const state = bank.state();
    for (const key of Object.keys(state))
      for (const wrong of [undefined, null, 'x', -1, Number.NaN, new Float64Array(1), {}]) {
        const changed = { ...state, [key]: wrong };
        let restored: NetworkBank;
        try {
          restored = NetworkBank.from(changed as typeof state);
        } catch (error) {
          expect(LearnerError.is(error) && error.code, `${key}: ${error}`).toBe('STATE');
          continue;
        }
        expect(restored.state()).toEqual(changed);
      }
    for (const free of [[3], [1, 1]])
      expect(() => NetworkBank.from({ ...state, free: Uint32Array.from(free) })).toThrow(/free in the state/);
  });
});
