import { describe, expect, it } from 'vitest';
import {
  balanced,
  type Eviction,
  fifo,
  mixed,
  prioritized,
  ReplayMemory,
  recency,
  reservoir,
  type Strategy,
  uniform,
  type Where,
} from '../src/index.js';
import { kernels } from './kernels.js';
import { domainOf, fillRows, isRow, type Memory, schema } from './rows.js';

const make = (
  kernel: (typeof kernels)[number],
  strategy: Strategy = uniform(),
  rows = 200,
  eviction: Eviction = reservoir(),
): Memory => {
  const memory = new ReplayMemory({ schema, capacity: 64, seed: 5, strategy, eviction, kernel });
  const batch = memory.createBatch(rows);
  fillRows(batch, 0, rows);
  memory.add(batch);
  return memory;
};

/** Chi-square of counts that should be equal, over its degrees of freedom. */
const unevenness = (counts: readonly number[]): number => {
  const mean = counts.reduce((one, other) => one + other, 0) / counts.length;
  return counts.reduce((sum, count) => sum + (count - mean) ** 2 / mean, 0) / (counts.length - 1);
};

describe.each(kernels)('the %s kernel', (kernel) => {
  it.each([
    ['is', { field: 'domains', is: 1 }, (domain: number) => domain === 1],
    ['is not', { field: 'domains', not: 0 }, (domain: number) => domain !== 0],
  ] as const)('draws every row whose field %s a value equally often, and no other', (_, where, matches) => {
    for (const replacement of [false, true]) {
      const memory = make(kernel, uniform({ where, replacement }));
      const held = [...memory.ids()].filter((id) => matches(domainOf(id)));
      const counts = new Map(held.map((id) => [id, 0]));
      const batch = memory.createBatch(10);
      for (let draw = 0; draw < 500; draw += 1) {
        expect(memory.sample(batch, 10)).toBe(10);
        for (let at = 0; at < 10; at += 1) {
          expect(isRow(batch, at, batch.ids[at]!)).toBe(true);
          counts.set(batch.ids[at]!, counts.get(batch.ids[at]!)! + 1);
          expect(batch.probabilities[at]).toBe(Math.fround(1 / held.length));
        }
        if (!replacement) expect(new Set(batch.ids).size).toBe(10);
      }
      expect(counts.size).toBe(held.length);
      // 13 or more degrees of freedom: beyond 2.2 with a probability below 1 %; the seed is fixed.
      expect(unevenness([...counts.values()])).toBeLessThan(2.2);
      expect(memory.inspect(held[0]!)?.probability).toBeCloseTo(1 / held.length, 12);
      const other = [...memory.ids()].find((id) => !matches(domainOf(id)))!;
      expect(memory.inspect(other)?.probability).toBe(0);
    }
  });

  it('gives fewer rows, or none, where too few are let through', () => {
    const memory = make(kernel);
    const batch = memory.createBatch(64);
    const rare = [...memory.ids()].filter((id) => domainOf(id) === 4).length;
    expect(memory.sample(batch, 64, uniform({ where: { field: 'domains', is: 4 } }))).toBe(rare);
    expect(memory.sample(batch, 64, uniform({ where: { field: 'domains', is: 77 } }))).toBe(0);
    expect(batch.size).toBe(0);
    expect(memory.sample(batch, 64, uniform({ where: { field: 'domains', not: 77 } }))).toBe(64);
    expect(
      memory.sample(batch, 64, uniform({ replacement: true, where: { field: 'domains', not: 0 } })),
    ).toBe([...memory.ids()].filter((id) => domainOf(id) !== 0).length);
  });

  it('puts rows in random order if they are to be shuffled', () => {
    const memory = make(kernel, uniform({ shuffled: true }), 8);
    const batch = memory.createBatch(8);
    const counts = new Array(64).fill(0);
    for (let draw = 0; draw < 2000; draw += 1) {
      memory.sample(batch, 8);
      expect(new Set(batch.ids).size).toBe(8);
      for (let at = 0; at < 8; at += 1) counts[at * 8 + batch.ids[at]!] += 1;
    }
    expect(unevenness(counts)).toBeLessThan(1.5);
  });

  it('goes on from its state as if it had never been saved', () => {
    const memory = make(kernel, uniform({ shuffled: true, where: { field: 'levels', not: 3 } }));
    const again = ReplayMemory.from(structuredClone(memory.state()), { schema, kernel });
    const [one, other] = [memory.createBatch(20), again.createBatch(20)];
    for (let draw = 0; draw < 20; draw += 1) {
      memory.sample(one, 20);
      again.sample(other, 20);
      expect(other.ids).toEqual(one.ids);
      for (const [rows, target] of [[one, memory] as const, [other, again] as const]) {
        fillRows(rows, target.added, 5);
        target.add(rows);
      }
    }
  });
});

describe('where', () => {
  const options = { schema, capacity: 8, seed: 1, eviction: fifo() };

  it('that does not fit the schema is refused, of a memory and of one batch', () => {
    const memory = new ReplayMemory({ ...options, strategy: uniform() });
    const batch = memory.createBatch(1);
    for (const field of ['inputs', 'nothing']) {
      const strategy = uniform({ where: { field, is: 1 } });
      const wrong = expect.objectContaining({ code: 'STRATEGY' });
      expect(() => new ReplayMemory({ ...options, strategy })).toThrow(wrong);
      expect(() => memory.sample(batch, 1, strategy)).toThrow(wrong);
    }
  });

  it.each([
    [{ field: 'domains' }, /wanted one of them/],
    [{ field: 'domains', is: 1, not: 2 }, /wanted one of them/],
    [{ field: 'domains', is: Number.NaN }, /is of where/],
    [{ field: 'domains', not: '1' as never }, /not of where/],
    [{ field: 3 as never, is: 1 }, /name of a field/],
    [{ field: 'domains', isnt: 1 } as never, /isnt/],
  ])('of %j is refused', (where, message) => {
    expect(() => uniform({ where })).toThrow(message);
  });

  it('is for a mixture as a whole, not for a part of it', () => {
    const strategy = uniform({ where: { field: 'domains', is: 1 } });
    expect(() => mixed([{ share: 1, strategy }])).toThrow(/a part of mixed has where: give it to mixed/);
    const wrong = mixed([{ share: 1, strategy: uniform() }], { where: { field: 'inputs', is: 1 } });
    expect(() => new ReplayMemory({ ...options, strategy: wrong })).toThrow(
      expect.objectContaining({ code: 'STRATEGY' }),
    );
  });
});

/** Every strategy by which rows are not equally likely. */
const strategies = (where: Where): readonly (readonly [string, Strategy])[] => [
  ['prioritized', prioritized({ where, alpha: 1, epsilon: 0 })],
  ['prioritized, not stratified', prioritized({ where, alpha: 1, epsilon: 0, stratified: false })],
  ['recency', recency({ where, halfLife: 30 })],
  ['balanced by another field', balanced({ where, by: 'levels' })],
  ['balanced by the same field', balanced({ where, by: 'domains' })],
  [
    'mixed',
    mixed(
      [
        { share: 1, strategy: prioritized({ alpha: 1, epsilon: 0 }) },
        { share: 1, strategy: recency({ halfLife: 20 }) },
        { share: 2, strategy: uniform() },
      ],
      { where },
    ),
  ],
];

describe.each([
  ['is', { field: 'domains', is: 1 }, (domain: number) => domain === 1],
  ['is not', { field: 'domains', not: 0 }, (domain: number) => domain !== 0],
] as const)('where a field %s a value', (_, where, matches) => {
  describe.each([
    ['a reservoir', reservoir()],
    ['a ring', fifo()],
  ])('%s', (_name, eviction) => {
    it.each(strategies(where))(
      'draws by %s each row as often as it says, as without the others',
      (_, strategy) => {
        const drawn: Float64Array[] = [];
        for (const kernel of kernels) {
          const memory = make(kernel, strategy, 200, eviction);
          // Priorities from 0 to 6.
          const ids = memory.ids();
          memory.updatePriorities(
            ids,
            Float32Array.from(ids, (id) => id % 7),
          );
          const batch = memory.createBatch(8);
          const counts = new Map<number, number>();
          const all: number[] = [];
          let right = 0;
          for (let draw = 0; draw < 300; draw += 1) {
            memory.sample(batch, 8);
            for (let at = 0; at < batch.size; at += 1) {
              if (matches(domainOf(batch.ids[at]!)) && isRow(batch, at, batch.ids[at]!)) right += 1;
              counts.set(batch.ids[at]!, (counts.get(batch.ids[at]!) ?? 0) + 1);
              all.push(batch.ids[at]!);
            }
          }
          expect(right).toBe(2400);
          drawn.push(Float64Array.from(all));
          let [total, chi, degrees] = [0, 0, 0];
          for (const { id, probability } of memory) {
            if (!matches(domainOf(id))) {
              expect(probability).toBe(0);
              continue;
            }
            total += probability;
            const wanted = 2400 * probability;
            if (wanted === 0) expect(counts.has(id)).toBe(false);
            if (wanted < 5) continue;
            chi += ((counts.get(id) ?? 0) - wanted) ** 2 / wanted;
            degrees += 1;
          }
          expect(Math.abs(total - 1)).toBeLessThan(1e-9);
          expect(degrees).toBeGreaterThan(5);
          // Beyond 2.6 with a probability below 1 % from 6 degrees of freedom on; the seed is fixed.
          expect(chi / degrees).toBeLessThan(2.6);
        }
        expect(drawn[1]).toEqual(drawn[0]);
      },
    );

    it.each(strategies(where))('goes on from its state: %s', (_, strategy) => {
      const memory = make(kernels[0]!, strategy, 100, eviction);
      const one = memory.createBatch(10);
      memory.sample(one, 10);
      const again = ReplayMemory.from(structuredClone(memory.state()), { schema });
      const other = again.createBatch(10);
      for (let draw = 0; draw < 10; draw += 1) {
        memory.sample(one, 10);
        again.sample(other, 10);
        expect(other.ids).toEqual(one.ids);
        expect(other.weights).toEqual(one.weights);
        for (const [rows, target] of [[one, memory] as const, [other, again] as const]) {
          fillRows(rows, target.added, 5);
          target.add(rows);
        }
      }
    });

    it.each(strategies(where))(
      'gives fewer rows, or none, where too few are let through: %s',
      (_, strategy) => {
        const memory = make(kernels[0]!, strategy, 200, eviction);
        const batch = memory.createBatch(64);
        const held = [...memory.ids()].filter((id) => matches(domainOf(id))).length;
        expect(memory.sample(batch, 64)).toBe(held);
        memory.remove([...memory.ids()].filter((id) => matches(domainOf(id))));
        expect(memory.sample(batch, 64)).toBe(0);
      },
    );
  });
});

describe('importance weights with where', () => {
  it('are of the rows that are let through', () => {
    const where = { field: 'domains', not: 0 };
    for (const normalise of ['batch', 'memory', 'none'] as const) {
      const strategy = prioritized({ where, alpha: 1, epsilon: 0, beta: 1, normalise });
      const memory = make(kernels[0]!, strategy);
      const ids = memory.ids();
      memory.updatePriorities(
        ids,
        Float32Array.from(ids, (id) => 1 + (id % 5)),
      );
      const held = [...ids].filter((id) => domainOf(id) !== 0);
      const total = held.reduce((sum, id) => sum + 1 + (id % 5), 0);
      const batch = memory.createBatch(10);
      memory.sample(batch, 10);
      const wanted = Array.from(batch.ids, (id) => total / (held.length * (1 + (id % 5))));
      const largest = { batch: Math.max(...wanted), memory: total / held.length, none: 1 }[normalise];
      for (const [at, weight] of wanted.entries())
        expect(Math.abs(batch.weights[at]! - weight / largest)).toBeLessThan(1e-5);
    }
  });

  it('are even where all priorities are 0', () => {
    const where = { field: 'domains', is: 1 };
    const memory = make(kernels[0]!, prioritized({ where, alpha: 1, epsilon: 0 }));
    const ids = memory.ids();
    memory.updatePriorities(
      ids,
      Float32Array.from(ids, (id) => (domainOf(id) === 1 ? 0 : 1)),
    );
    const batch = memory.createBatch(5);
    expect(memory.sample(batch, 5)).toBe(5);
    for (const id of batch.ids) expect(domainOf(id)).toBe(1);
    expect([...batch.strategies]).toEqual([0, 0, 0, 0, 0]);
    expect([...batch.weights]).toEqual([1, 1, 1, 1, 1]);
  });
});
