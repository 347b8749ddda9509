import { describe, expect, it } from 'vitest';
import {
  balanced,
  bytesFor,
  defineSchema,
  fifo,
  mixed,
  prioritized,
  ReplayError,
  ReplayMemory,
  recency,
  reservoir,
  type Strategy,
  uniform,
} from '../src/index.js';

const schema = defineSchema({
  levels: { dtype: 'uint8', shape: [] },
  inputs: { dtype: 'float32', shape: [3] },
  domains: { dtype: 'uint16', shape: [] },
  targets: { dtype: 'float64', shape: [1] },
});

type Memory = ReplayMemory<typeof schema>;

/** Adds rows numbered from `memory.added` on, each saying its number in every field. */
function addRows(memory: Memory, count: number, priorities?: Float32Array): void {
  const batch = memory.createBatch(Math.max(1, count));
  batch.size = count;
  for (let at = 0; at < count; at += 1) {
    const id = memory.added + at;
    batch.inputs.data.set([id, id + 0.25, -id], at * 3);
    batch.targets.data[at] = id / 3;
    batch.domains[at] = id % 5;
    batch.levels[at] = id % 256;
  }
  memory.add(batch, priorities === undefined ? {} : { priorities });
}

const strategies: { readonly [name: string]: Strategy } = {
  uniform: uniform(),
  'uniform with replacement': uniform({ replacement: true }),
  prioritized: prioritized({ beta: { from: 0.4, to: 1, draws: 10 } }),
  recency: recency({ halfLife: 7, beta: 1, normalise: 'memory' }),
  balanced: balanced({ by: 'domains', beta: 0.5 }),
  mixed: mixed(),
  'mixed of all': mixed(
    [
      { share: 1, strategy: prioritized() },
      { share: 1, strategy: uniform() },
      { share: 0.5, strategy: recency({ halfLife: 20 }) },
      { share: 2, strategy: balanced({ by: 'levels' }) },
    ],
    { beta: 1, normalise: 'memory' },
  ),
};

describe.each([fifo(), reservoir()])('a memory under $kind', (eviction) => {
  it.each(Object.keys(strategies))('hands out the rows that were added, under %s', (name) => {
    const memory = new ReplayMemory({ schema, capacity: 37, seed: 1, strategy: strategies[name]!, eviction });
    const batch = memory.createBatch(16);
    expect(memory.sample(batch, 16)).toBe(0);
    for (let step = 0; step < 60; step += 1) {
      addRows(memory, 1 + (step % 7));
      const rows = memory.sample(batch, 16);
      expect(rows).toBe(Math.min(16, memory.size));
      for (let at = 0; at < rows; at += 1) {
        const id = batch.ids[at]!;
        expect([...batch.inputs.data.subarray(at * 3, at * 3 + 3)]).toEqual([id, id + 0.25, -id]);
        expect(batch.targets.get(at, 0)).toBe(id / 3);
        expect(batch.domains[at]).toBe(id % 5);
        expect(batch.levels[at]).toBe(id % 256);
        expect(id).toBeLessThan(memory.added);
        if (eviction.kind === 'fifo') expect(id).toBeGreaterThanOrEqual(memory.added - 37);
        expect(batch.weights[at]).toBeGreaterThan(0);
        expect(batch.weights[at]).toBeLessThanOrEqual(1);
        expect(batch.probabilities[at]).toBeGreaterThan(0);
      }
      memory.updatePriorities(
        batch.ids,
        batch.ids.reduce((all, id, at) => all.fill((id * 7) % 11, at), new Float32Array(16)),
        rows,
      );
    }
  });

  it.each(Object.keys(strategies))('continues exactly where its state was taken, under %s', (name) => {
    const make = () =>
      new ReplayMemory({ schema, capacity: 50, seed: 5, strategy: strategies[name]!, eviction });
    const play = (memory: Memory, steps: number) => {
      const batch = memory.createBatch(8);
      const seen: unknown[] = [];
      for (let step = 0; step < steps; step += 1) {
        addRows(memory, 3);
        memory.sample(batch, 8);
        memory.updatePriorities(
          batch.ids,
          batch.probabilities.map((p, at) => p + at),
          batch.size,
        );
        seen.push([...batch.ids], [...batch.weights], [...batch.probabilities], [...batch.strategies]);
      }
      return seen;
    };
    const memory = make();
    play(memory, 23);
    const twin = ReplayMemory.from(structuredClone(memory.state()), { schema });
    expect(twin.state()).toEqual(memory.state());
    expect(play(twin, 40)).toEqual(play(memory, 40));
    expect(twin.state()).toEqual(memory.state());
  });
});

describe('ReplayMemory', () => {
  it('costs only what is filled, and changes its arrays in place', () => {
    const memory = new ReplayMemory({ schema, capacity: 1000, seed: 1 });
    addRows(memory, 10);
    const before = structuredClone(memory.state());
    expect(before.records.length).toBe(before.weights.length * 24);
    addRows(memory, 2);
    const after = memory.state();
    expect(after.records.subarray(0, before.records.length)).toEqual(before.records);
    expect(after.size).toBe(12);
  });

  it('ignores and counts updates for rows that have left; of one id twice the last wins', () => {
    const memory = new ReplayMemory({
      schema,
      capacity: 4,
      seed: 1,
      strategy: prioritized({ alpha: 1, epsilon: 0 }),
    });
    addRows(memory, 6);
    memory.updatePriorities(
      Float64Array.of(0, 1, 2, 3, 4, 5, 5, 6, -1, 2.5, Number.NaN),
      Float32Array.of(9, 9, 2, 0, 4, 5, 7, 9, 9, 9, 9),
    );
    const state = memory.state();
    expect(state.staleUpdates).toBe(6);
    expect([...state.weights]).toEqual([4, 7, 2, 0]);
  });

  it('refuses what it cannot use, and is then unchanged', () => {
    const memory = new ReplayMemory({ schema, capacity: 4, seed: 1 });
    addRows(memory, 3);
    const before = structuredClone(memory.state());
    const batch = memory.createBatch(2);
    batch.size = 2;
    const refusals: [() => unknown, string][] = [
      [() => memory.sample(batch, 3), 'BATCH'],
      [() => memory.sample(batch, -1), 'BATCH'],
      [() => memory.add({ ...batch, size: 3 }), 'SHAPE'],
      [() => memory.add({ ...batch, levels: new Uint16Array(2) } as never), 'SHAPE'],
      [() => memory.add({ ...batch, domains: undefined } as never), 'SHAPE'],
      [() => memory.add({ ...batch, inputs: batch.inputs.transpose(1, 0) } as never), 'SHAPE'],
      [() => memory.add(batch, { priorities: Float32Array.of(1, Number.NaN) }), 'PRIORITY'],
      [() => memory.updatePriorities(Float64Array.of(1), Float32Array.of(-1)), 'PRIORITY'],
      [
        () => memory.updatePriorities(Float64Array.of(1), Float32Array.of(Number.POSITIVE_INFINITY)),
        'PRIORITY',
      ],
      [() => memory.setStrategy(balanced({ by: 'inputs' })), 'STRATEGY'],
      [() => memory.setStrategy(recency({ halfLife: 0 })), 'OPTION'],
      [() => memory.setStrategy(mixed([])), 'OPTION'],
      [() => new ReplayMemory({ schema, capacity: 0, seed: 1 }), 'OPTION'],
      [() => new ReplayMemory({ schema: {}, capacity: 1, seed: 1 }), 'SCHEMA'],
      [() => ReplayMemory.from({} as never), 'STATE'],
    ];
    for (const [act, code] of refusals) {
      let thrown: unknown;
      try {
        act();
      } catch (error) {
        thrown = error;
      }
      expect(ReplayError.is(thrown) && thrown.code, `${act}`).toBe(code);
    }
    expect(memory.state()).toEqual(before);
  });

  it('draws by another strategy for one batch, and shifts shares while it runs', () => {
    const memory = new ReplayMemory({ schema, capacity: 100, seed: 1 });
    addRows(memory, 100);
    const batch = memory.createBatch(50);
    memory.sample(batch, 50, balanced({ by: 'domains' }));
    expect([0, 1, 2, 3, 4].map((domain) => batch.domains.filter((value) => value === domain).length)).toEqual(
      [10, 10, 10, 10, 10],
    );
    memory.setStrategy(
      mixed([
        { share: 9, strategy: recency({ halfLife: 3 }) },
        { share: 1, strategy: uniform() },
      ]),
    );
    memory.sample(batch, 50);
    expect(batch.ids.filter((id) => id > 80).length).toBeGreaterThan(40);
    expect(ReplayMemory.from(memory.state()).strategy).toEqual(memory.strategy);
  });

  it('computes beforehand what it costs', () => {
    expect(bytesFor(schema, 1000)).toBe(33_000);
  });
});
