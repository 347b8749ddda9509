import { describe, expect, it } from 'vitest';
import { fifo, mixed, ReplayMemory, reservoir, type Strategy, uniform } from '../src/index.js';
import { kernels } from './kernels.js';
import { domainOf, fillRows, isRow, type Memory, schema } from './rows.js';

const make = (kernel: (typeof kernels)[number], strategy: Strategy = uniform(), rows = 200): Memory => {
  const memory = new ReplayMemory({ schema, capacity: 64, seed: 5, strategy, eviction: reservoir(), kernel });
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

  it('is not for a part of a mixture', () => {
    const strategy = uniform({ where: { field: 'domains', is: 1 } });
    expect(() => mixed([{ share: 1, strategy }])).toThrow(/a part of mixed has where/);
  });
});
