import { createHash } from 'node:crypto';
import { Random } from '@graph/core';
import { describe, expect, it } from 'vitest';
import {
  balanced,
  balancedFifo,
  balancedReservoir,
  fifo,
  lowestPriority,
  mixed,
  prioritized,
  ReplayMemory,
  recency,
  reservoir,
  uniform,
} from '../src/index.js';
import type { KernelChoice } from '../src/kernels/create-kernel.js';
import { fillRows, schema } from './rows.js';

const alphas = [0, 0.3, 0.5, 0.6, 1, 2];
const strategies = [
  uniform(),
  uniform({ replacement: true }),
  ...alphas.map((alpha) => prioritized({ alpha, beta: { from: 0.4, to: 1, draws: 30 } })),
  prioritized({ alpha: 0.6, stratified: false, normalise: 'memory', beta: 0.7 }),
  mixed(),
  mixed(
    [
      { share: 3, strategy: prioritized({ alpha: 0.9, epsilon: 0 }) },
      { share: 1, strategy: recency({ halfLife: 50 }) },
      { share: 1, strategy: balanced({ by: 'domains' }) },
      { share: 2, strategy: uniform() },
    ],
    { beta: 0.9, normalise: 'none' },
  ),
];
const evictions = [
  fifo(),
  reservoir(),
  lowestPriority(),
  lowestPriority({ by: 'domains' }),
  balancedReservoir({ by: 'domains' }),
  balancedFifo({ by: 'domains' }),
];

/** Plays the same game with a kernel and returns everything that it saw, as bytes. */
function play(
  kernel: KernelChoice,
  shared: boolean,
  capacity: number,
  strategy: number,
  eviction: number,
): string {
  const memory = new ReplayMemory({
    schema,
    capacity,
    seed: capacity + strategy,
    strategy: strategies[strategy]!,
    eviction: evictions[eviction]!,
    kernel,
    shared,
  });
  expect(memory.kernel).toBe(kernel);
  const numbers = Random.fromSeed(capacity, 'game');
  const incoming = memory.createBatch(70);
  const batch = memory.createBatch(capacity > 4000 ? 5000 : 70);
  const seen = createHash('sha256');
  const see = (...arrays: (NodeJS.TypedArray | number)[]) => {
    for (const array of arrays)
      seen.update(
        typeof array === 'number'
          ? `${array},`
          : Uint8Array.from(new Uint8Array(array.buffer, array.byteOffset, array.byteLength)),
      );
  };
  for (let step = 0; step < 40; step += 1) {
    const count = capacity > 4000 && step < 4 ? 70 : numbers.below(9);
    for (let block = 0; block < (capacity > 4000 && step < 4 ? 20 : 1); block += 1) {
      fillRows(incoming, memory.added, count);
      memory.add(incoming);
    }
    // From 1e-30 to 1e30 and 0: powers of every size.
    const rows = memory.sample(batch, capacity > 4000 && step % 5 === 0 ? 4800 : numbers.below(70));
    const priorities = Float32Array.from(
      { length: rows },
      () => numbers.float() * 10 ** (numbers.below(61) - 30),
    );
    if (rows > 0) priorities[0] = 0;
    memory.updatePriorities(batch.ids, priorities, rows);
    see(batch.size, batch.ids, batch.probabilities, batch.weights, batch.strategies);
    see(batch.inputs.data, batch.targets.data, batch.domains, batch.levels);
  }
  const { records, weights, timesDrawn, random } = memory.state();
  see(records, weights, timesDrawn, random.words, memory.statistics().weights.total);
  return seen.digest('hex');
}

describe('the webassembly kernel', () => {
  it.each(evictions.map((eviction, at) => [eviction.kind, at] as const))(
    'gives the same ids, weights and bytes as the javascript kernel, under %s',
    (_, eviction) => {
      for (const [at] of strategies.entries())
        for (const capacity of [1, 7, 64, 100, 1000])
          expect(play('webassembly', false, capacity, at, eviction)).toEqual(
            play('javascript', false, capacity, at, eviction),
          );
    },
  );

  it('gives the same in batches larger than its room, and in shared memory', () => {
    for (const strategy of [0, 5, 9]) {
      const expected = play('javascript', false, 5000, strategy, 0);
      expect(play('webassembly', false, 5000, strategy, 0)).toEqual(expected);
      expect(play('webassembly', true, 5000, strategy, 0)).toEqual(expected);
      expect(play('javascript', true, 5000, strategy, 0)).toEqual(expected);
    }
  });

  it('gives the same in batches around the limit of its room', () => {
    const seen = ['javascript', 'webassembly'].map((kernel) => {
      const memory = new ReplayMemory({
        schema,
        capacity: 5000,
        seed: 1,
        strategy: mixed(),
        kernel: kernel as KernelChoice,
      });
      const batch = memory.createBatch(5000);
      fillRows(batch, 0, 5000);
      memory.add(batch);
      return [4096, 4097, 4112, 4113, 5, 4999, 4096].map((count, at) => {
        memory.sample(batch, count, at % 2 === 0 ? uniform() : undefined);
        memory.updatePriorities(batch.ids, batch.probabilities, count);
        return structuredClone([batch.ids, batch.weights, batch.targets.data, memory.statistics().weights]);
      });
    });
    expect(seen[1]).toEqual(seen[0]);
  });

  it('is chosen without being asked for', () => {
    expect(new ReplayMemory({ schema, capacity: 3, seed: 1 }).kernel).toBe('webassembly');
  });

  it('continues where the other one stopped', () => {
    const memory = new ReplayMemory({ schema, capacity: 90, seed: 1, kernel: 'javascript' });
    const batch = memory.createBatch(70);
    fillRows(batch, 0, 70);
    memory.add(batch);
    memory.sample(batch, 32);
    const twin = ReplayMemory.from(memory.state(), { schema, kernel: 'webassembly' });
    const other = twin.createBatch(70);
    for (let step = 0; step < 20; step += 1) {
      memory.sample(batch, 32);
      twin.sample(other, 32);
      expect(other.ids.subarray(0, 32)).toEqual(batch.ids.subarray(0, 32));
    }
  });
});
