import { Random } from '@graph/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  balanced,
  balancedFifo,
  balancedReservoir,
  type Eviction,
  fifo,
  lowestPriority,
  mixed,
  prioritized,
  ReplayMemory,
  recency,
  reservoir,
  type Strategy,
  uniform,
} from '../src/index.js';
import { kernels } from './kernels.js';
import { OracleMemory } from './oracle.js';
import { type Batch, fillRows, isRow, type Memory, schema } from './rows.js';

const exact = { alpha: 1, epsilon: 0 };
const strategies: readonly Strategy[] = [
  uniform(),
  uniform({ replacement: true }),
  prioritized({ ...exact, beta: 1, normalise: 'none' }),
  prioritized({ ...exact, beta: 0.5 }),
  recency({ halfLife: 9, beta: 1 }),
  balanced({ by: 'domains', beta: 1, normalise: 'memory' }),
  mixed(
    [
      { share: 1, strategy: prioritized(exact) },
      { share: 2, strategy: uniform() },
      { share: 1, strategy: recency({ halfLife: 30 }) },
      { share: 1, strategy: balanced({ by: 'domains' }) },
    ],
    { beta: 1, normalise: 'memory' },
  ),
];
const evictions: readonly Eviction[] = [
  fifo(),
  reservoir(),
  lowestPriority(),
  balancedReservoir({ by: 'domains' }),
  balancedFifo({ by: 'domains' }),
];

/** A memory and its oracle, and the operations on both, each followed by a comparison. */
class Pair {
  readonly memory: Memory;
  readonly oracle: OracleMemory;
  readonly incoming: Batch;
  readonly batch: Batch;
  readonly priorities: Float32Array = new Float32Array(24);

  constructor(capacity: number, eviction: Eviction, kernel: (typeof kernels)[number]) {
    const strategy = prioritized(exact);
    this.memory = new ReplayMemory({ schema, capacity, seed: capacity, strategy, eviction, kernel });
    this.oracle = new OracleMemory(capacity, eviction);
    this.incoming = this.memory.createBatch(64);
    this.batch = this.memory.createBatch(24);
  }

  /** Adds rows, in one call where the oracle need not look at each. */
  add(count: number, priorities: Float32Array | undefined): void {
    const { memory, oracle } = this;
    const one = oracle.eviction.kind === 'balancedReservoir' ? 1 : count;
    fillRows(this.incoming, memory.added, count);
    for (let from = 0; from < count; from += one) {
      const draws = oracle.eviction.kind === 'reservoir' ? Random.from(memory.state().random) : undefined;
      const largest = oracle.rows.reduce((most, { weight }) => Math.max(most, weight), 0);
      this.incoming.size = from + one;
      memory.add(this.incoming, { from, ...(priorities && { priorities }) });
      const ids = one === 1 && oracle.rows.length === oracle.capacity ? new Set(memory.ids()) : undefined;
      const kept = (id: number): boolean => ids!.has(id);
      for (let at = from; at < from + one; at += 1)
        oracle.add(priorities?.[at] ?? (largest === 0 ? 1 : largest), draws, kept);
    }
    this.compareContents();
  }

  sample(count: number, strategy: Strategy): void {
    const { memory, oracle, batch } = this;
    const state = memory.state();
    memory.setStrategy(strategy);
    const rows = memory.sample(batch, count);
    expect(rows).toBe(Math.min(count, oracle.rows.length));
    const probabilityOf = oracle.probabilities(strategy);
    const byId = new Map(oracle.rows.map((row) => [row.id, row]));
    let wrong = 0;
    let most = 0;
    for (let at = 0; at < rows; at += 1) {
      const row = byId.get(batch.ids[at]!)!;
      const probability = probabilityOf(row);
      // A float32's rounding, and that of the sums.
      if (!(Math.abs(batch.probabilities[at]! - probability) <= 1e-6 * probability)) wrong += 1;
      if (!isRow(batch, at, row.id) || !(probability > 0)) wrong += 1;
      if (strategy.normalise !== 'none' && !(batch.weights[at]! > 0 && batch.weights[at]! <= 1)) wrong += 1;
      if (strategy.normalise === 'none' && strategy.beta === 1) {
        const weight = 1 / (oracle.rows.length * probability);
        if (!(Math.abs(batch.weights[at]! - weight) <= 2e-6 * weight)) wrong += 1;
      }
      most = Math.max(most, batch.weights[at]!);
    }
    expect(wrong).toBe(0);
    if (rows > 0 && strategy.normalise === 'batch') expect(most).toBe(1);
    const drawn = [...batch.ids.subarray(0, rows)];
    if (strategy.kind === 'uniform' && !strategy.replacement) expect(new Set(drawn).size).toBe(rows);
    if (strategy.kind === 'prioritized' && oracle.total > 0)
      expect(drawn).toEqual(oracle.prioritizedDraw(state, rows));
    if (strategy.kind === 'balanced' && rows > 0) {
      const shares = [...oracle.counts().keys()].map(
        (domain) => batch.domains.subarray(0, rows).filter((value) => value === domain).length,
      );
      expect(Math.max(...shares) - Math.min(...shares)).toBeLessThanOrEqual(1);
    }
  }

  /** New priorities for the rows drawn last, for some twice, for one that has left and one yet to come. */
  update(numbers: Random): void {
    const { memory, oracle, batch, priorities } = this;
    const ids = Float64Array.from({ length: batch.size + 2 }, (_, at) =>
      at < batch.size
        ? batch.ids[at > 2 && at % 3 === 0 ? at - 3 : at]!
        : at === batch.size
          ? -1
          : memory.added,
    ).slice(0, 24);
    for (let at = 0; at < ids.length; at += 1) priorities[at] = numbers.below(8);
    memory.updatePriorities(ids, priorities, ids.length);
    oracle.update(ids, priorities, ids.length);
    this.compareContents();
  }

  remove(ids: readonly number[]): void {
    const before = this.oracle.rows.length;
    this.oracle.remove(ids);
    expect(this.memory.remove(ids)).toBe(before - this.oracle.rows.length);
    this.compareContents();
  }

  resize(capacity: number): void {
    const { memory, oracle } = this;
    const wanted = Math.min(capacity, oracle.rows.length);
    memory.resize(capacity);
    oracle.resize(capacity, new Set(memory.ids()));
    expect([memory.capacity, oracle.rows.length]).toEqual([capacity, wanted]);
    this.compareContents();
    this.compareRows();
    // Slots are new ones where rows have no order: the oracle takes them over.
    const ids = memory.state().ids;
    if (oracle.eviction.kind !== 'fifo' && ids !== null)
      oracle.rows.sort((a, b) => ids.indexOf(a.id) - ids.indexOf(b.id));
  }

  compareContents(): void {
    const { memory, oracle } = this;
    const rows = [...oracle.rows].sort((a, b) => a.id - b.id);
    const { weights, staleUpdates } = memory.statistics();
    const seen = [memory.size, memory.ids(), weights.total, weights.largest, staleUpdates].join();
    // Whole numbers add up exactly, in whatever order.
    const largest = rows.reduce((most, { weight }) => Math.max(most, weight), 0);
    const wanted = [rows.length, rows.map(({ id }) => id), oracle.total, largest, oracle.stale].join();
    // Asked a hundred thousand times: the runner's own costs would be most of it.
    if (seen !== wanted) expect(seen).toBe(wanted);
  }

  /** Each row by itself. O(rows²): not after each operation. */
  compareRows(): void {
    for (const { id, weight } of this.oracle.rows) {
      const row = this.memory.inspect(id)!;
      expect([row.id, row.weight, row.age, row.values.targets[0], row.values.levels]).toEqual([
        id,
        weight,
        this.oracle.added - 1 - id,
        id / 3,
        id % 256,
      ]);
    }
    const heaviest = [...this.oracle.rows].sort((a, b) => b.weight - a.weight || a.id - b.id).slice(0, 5);
    expect([...this.memory.top(5)]).toEqual(heaviest.map(({ id }) => id));
    expect(this.memory.inspect(-1)).toBeUndefined();
    expect(this.memory.inspect(this.oracle.added)).toBeUndefined();
  }
}

describe.each(kernels)('the %s kernel against a naive oracle', (kernel) => {
  it.each(evictions)('agrees at capacities from 1 to 300, by every strategy, under $kind', (eviction) => {
    // The other kernel gives the same bits as this one (kernels.test.ts), so a third of the capacities will do for it.
    const step = kernel === 'webassembly' ? 1 : 3;
    for (let capacity = 1; capacity <= 300; capacity += step) {
      const numbers = Random.fromSeed(capacity, 'operations', eviction.kind);
      const pair = new Pair(capacity, eviction, kernel);
      while (pair.memory.added < capacity * 1.3) {
        const count = 1 + numbers.below(Math.min(60, capacity + 3));
        const priorities = Float32Array.from({ length: count }, () => numbers.below(6));
        pair.add(count, numbers.below(3) === 0 ? undefined : priorities);
      }
      for (const strategy of strategies) {
        pair.sample(1 + numbers.below(24), strategy);
        pair.update(numbers);
        pair.add(1 + numbers.below(4), undefined);
      }
      if (capacity % 10 === 3) {
        pair.remove([...pair.memory.ids()].filter(() => numbers.below(4) === 0));
        for (const strategy of strategies) pair.sample(1 + numbers.below(24), strategy);
        pair.compareRows();
      }
    }
  });

  it('agrees under any sequence of operations', () => {
    const operation = fc.oneof(
      { weight: 4, arbitrary: fc.record({ add: fc.integer({ min: 0, max: 20 }), given: fc.boolean() }) },
      { weight: 3, arbitrary: fc.record({ sample: fc.nat(24), strategy: fc.nat(strategies.length - 1) }) },
      { weight: 2, arbitrary: fc.constant({ update: true }) },
      { weight: 1, arbitrary: fc.record({ remove: fc.array(fc.nat(60), { maxLength: 6 }) }) },
      { weight: 1, arbitrary: fc.constant({ restore: true }) },
      { weight: 1, arbitrary: fc.record({ resize: fc.integer({ min: 1, max: 50 }) }) },
    );
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.constantFrom(...evictions),
        fc.array(operation, { maxLength: 30 }),
        (capacity, eviction, operations) => {
          const pair = new Pair(capacity, eviction, kernel);
          const numbers = Random.fromSeed(capacity, 'priorities');
          for (const step of operations) {
            if ('add' in step)
              pair.add(
                step.add,
                step.given ? Float32Array.from({ length: step.add }, () => numbers.below(4)) : undefined,
              );
            else if ('sample' in step) pair.sample(step.sample, strategies[step.strategy]!);
            else if ('update' in step) pair.update(numbers);
            else if ('remove' in step) pair.remove(step.remove);
            else if ('resize' in step) pair.resize(step.resize);
            else {
              const saved = structuredClone(pair.memory.state());
              (pair as { memory: Memory }).memory = ReplayMemory.from(saved, { schema, kernel });
              expect(pair.memory.state()).toEqual(saved);
            }
          }
          pair.compareRows();
        },
      ),
      { numRuns: 200, seed: 4 },
    );
  });
});
