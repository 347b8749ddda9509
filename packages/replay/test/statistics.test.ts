import { describe, expect, it } from 'vitest';
import {
  balanced,
  balancedReservoir,
  defineSchema,
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

const schema = defineSchema({
  value: { dtype: 'float64', shape: [] },
  domain: { dtype: 'uint8', shape: [] },
});

/** The upper 1e-4 quantile of chi-square (z = 3.719), by Wilson and Hilferty's approximation. */
const limit = (freedom: number): number =>
  freedom * (1 - 2 / (9 * freedom) + 3.719 * Math.sqrt(2 / (9 * freedom))) ** 3;

const statistic = (counts: ArrayLike<number>, expected: (at: number) => number): number => {
  let sum = 0;
  for (let at = 0; at < counts.length; at += 1) sum += (counts[at]! - expected(at)) ** 2 / expected(at);
  return sum;
};

/** Adds `count` rows; every tenth is of domain 1, the first alone of domain 2. */
function addRows(memory: ReplayMemory<typeof schema>, count: number, priority: (id: number) => number): void {
  const rows = memory.createBatch(count);
  rows.size = count;
  const priorities = new Float32Array(count);
  for (let at = 0; at < count; at += 1) {
    const id = memory.added + at;
    rows.value[at] = Math.sqrt(id + 1);
    rows.domain[at] = id === 0 ? 2 : id % 10 === 0 ? 1 : 0;
    priorities[at] = priority(id);
  }
  memory.add(rows, { priorities });
}

const strategies: readonly (readonly [string, Strategy])[] = [
  ['uniform', uniform()],
  ['uniform with replacement', uniform({ replacement: true })],
  ['prioritized', prioritized()],
  ['prioritized, not stratified, alpha 1', prioritized({ alpha: 1, stratified: false })],
  ['recency', recency({ halfLife: 25 })],
  ['balanced', balanced({ by: 'domain' })],
  ['mixed', mixed()],
  [
    'mixed of uneven shares',
    mixed([
      { share: 0.6, strategy: prioritized() },
      { share: 0.3, strategy: recency({ halfLife: 10 }) },
      { share: 0.1, strategy: balanced({ by: 'domain' }) },
    ]),
  ],
];

describe.each(strategies)('draws by %s', (_, strategy) => {
  it.each([fifo(), reservoir()])(
    'find each row as often as its probability says, under $kind (chi-square, alpha 1e-4)',
    (eviction: Eviction) => {
      const memory = new ReplayMemory({ schema, capacity: 60, seed: 3, strategy, eviction });
      addRows(memory, 60, (id) => 0.2 + (id % 7));
      const probabilities = Array.from({ length: 60 }, (_, id) => memory.inspect(id)!.probability);
      expect(probabilities.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 10);
      const batch = memory.createBatch(7);
      const counts = new Float64Array(60);
      const draws = 30_000;
      for (let draw = 0; draw < draws; draw += 7) {
        memory.sample(batch, 7);
        for (const id of batch.ids) counts[id]! += 1;
      }
      const total = counts.reduce((sum, count) => sum + count, 0);
      expect(statistic(counts, (id) => total * probabilities[id]!)).toBeLessThan(limit(59));
    },
  );

  it('gives unbiased weighted means at beta 1 (4 standard errors, alpha 1e-4)', () => {
    const whole = { ...strategy, beta: 1, normalise: 'none' } as Strategy;
    const memory = new ReplayMemory({ schema, capacity: 100, seed: 11, strategy: whole });
    addRows(memory, 130, (id) => 0.1 + ((id * 37) % 11));
    const values = [...memory].map((row) => row.values.value);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const batch = memory.createBatch(8);
    let sum = 0;
    let squares = 0;
    const batches = 4000;
    for (let draw = 0; draw < batches; draw += 1) {
      memory.sample(batch, 8);
      let estimate = 0;
      for (let at = 0; at < 8; at += 1) estimate += (batch.weights[at]! * batch.value[at]!) / 8;
      sum += estimate;
      squares += estimate ** 2;
    }
    const error = Math.sqrt((squares / batches - (sum / batches) ** 2) / batches);
    expect(Math.abs(sum / batches - mean)).toBeLessThan(4 * error + 1e-6);
    // A check that can fail: without weights, uneven draws are off by far more.
    expect(error).toBeLessThan(0.2);
  });
});

describe('what is forgotten', () => {
  it('leaves each row ever added with the same probability, under reservoir (chi-square, alpha 1e-4)', () => {
    const counts = new Float64Array(200);
    const runs = 1500;
    for (let seed = 0; seed < runs; seed += 1) {
      const memory = new ReplayMemory({
        schema,
        capacity: 20,
        seed,
        eviction: reservoir(),
        kernel: 'javascript',
      });
      addRows(memory, 200, () => 1);
      for (const id of memory.ids()) counts[id]! += 1;
    }
    expect(statistic(counts, () => (runs * 20) / 200)).toBeLessThan(limit(199));
  });

  it('keeps every row of a rare value, and a uniform sample of the others, under balancedReservoir', () => {
    const counts = new Float64Array(400);
    const runs = 1200;
    for (let seed = 0; seed < runs; seed += 1) {
      const eviction = balancedReservoir({ by: 'domain' });
      const memory = new ReplayMemory({ schema, capacity: 31, seed, eviction, kernel: 'javascript' });
      addRows(memory, 400, () => 1);
      for (const id of memory.ids()) counts[id]! += 1;
    }
    // 31 rows: the only one of domain 2, 15 of the 39 of domain 1, 15 of the 360 of domain 0.
    const of = (domain: number) =>
      counts.filter((_, id) => (id === 0 ? 2 : id % 10 === 0 ? 1 : 0) === domain);
    expect([...of(2)]).toEqual([runs]);
    const rare = of(1).reduce((sum, count) => sum + count, 0);
    expect(rare / runs).toBeGreaterThan(14);
    for (const domain of [0, 1]) {
      const kept = of(domain);
      const each = kept.reduce((sum, count) => sum + count, 0) / kept.length;
      expect(statistic(kept, () => each)).toBeLessThan(limit(kept.length - 1));
    }
  });

  it('is what matters least, under lowestPriority', () => {
    const memory = new ReplayMemory({ schema, capacity: 10, seed: 1, eviction: lowestPriority() });
    addRows(memory, 100, (id) => (id * 37) % 100);
    // The last row always gets in; the others are the nine of the highest priority so far.
    const best = Array.from({ length: 99 }, (_, id) => id).sort(
      (a, b) => ((b * 37) % 100) - ((a * 37) % 100),
    );
    expect([...memory.ids()]).toEqual([...best.slice(0, 9), 99].sort((a, b) => a - b));
  });
});

describe('priorities', () => {
  const exact = prioritized({ alpha: 1, epsilon: 0 });

  it('of new rows are the largest of the rows that are there, which falls again (rl#2210)', () => {
    const memory = new ReplayMemory({ schema, capacity: 4, seed: 1, strategy: exact });
    addRows(memory, 1, () => 100);
    const row = memory.createBatch(1);
    row.size = 1;
    for (let id = 1; id <= 3; id += 1) memory.add(row);
    expect(memory.inspect(3)!.priority).toBe(100);
    memory.updatePriorities(Float64Array.of(0, 1, 2, 3), Float32Array.of(1, 2, 3, 2));
    memory.add(row);
    expect(memory.inspect(4)!.priority).toBe(3);
  });

  it('are raised to alpha once, and come back as they were given (rl#2211)', () => {
    const memory = new ReplayMemory({
      schema,
      capacity: 4,
      seed: 1,
      strategy: prioritized({ alpha: 0.6, epsilon: 0 }),
    });
    addRows(memory, 2, (id) => 4 + id * 28);
    expect(memory.inspect(0)!.weight).toBeCloseTo(4 ** 0.6, 6);
    memory.updatePriorities(Float64Array.of(0), Float32Array.of(9));
    expect(memory.inspect(0)!.weight).toBeCloseTo(9 ** 0.6, 6);
    expect(memory.inspect(0)!.priority).toBeCloseTo(9, 5);
    memory.setStrategy(prioritized({ alpha: 0.3, epsilon: 0 }));
    expect(memory.inspect(1)!.weight).toBeCloseTo(32 ** 0.3, 6);
  });

  it('of 0 are never drawn, whatever was updated before, and sums never drift (flashbax#52)', () => {
    const memory = new ReplayMemory({
      schema,
      capacity: 333,
      seed: 1,
      strategy: prioritized({ epsilon: 0 }),
    });
    addRows(memory, 333, () => 1);
    const batch = memory.createBatch(64);
    const priorities = new Float32Array(64);
    let zeros = 0;
    for (let step = 0; step < 3000; step += 1) {
      memory.sample(batch, 64);
      for (let at = 0; at < 64; at += 1) {
        if (!(batch.probabilities[at]! > 0)) zeros += 1;
        // Two of three become 0, the others anything between 1e-12 and 1e12; a few rows come back from 0.
        priorities[at] = (step + at) % 3 === 0 ? 10 ** (((step * 31 + at * 17) % 25) - 12) : 0;
        if (at < 16) batch.ids[at] = (step * 7 + at * 13) % 333;
      }
      memory.updatePriorities(batch.ids, priorities, 64);
      if (memory.statistics().weights.total === 0) addRows(memory, 1, () => 1);
    }
    expect(zeros).toBe(0);
    expect(ReplayMemory.from(structuredClone(memory.state())).statistics().weights).toEqual(
      memory.statistics().weights,
    );
  });

  it('that are all 0 leave nothing to prefer: rows are drawn uniformly, and the batch says so', () => {
    const memory = new ReplayMemory({ schema, capacity: 8, seed: 1, strategy: exact });
    addRows(memory, 8, () => 0);
    const batch = memory.createBatch(8);
    expect(memory.sample(batch, 8)).toBe(8);
    expect([...batch.strategies]).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
    expect([...batch.probabilities]).toEqual(new Array(8).fill(1 / 8));
  });
});

describe('draws by recency', () => {
  it.each([1e-9, 0.01, 0.5, 3])(
    'find the newest rows that there are, however long ago a reservoir took one (half-life %d)',
    (halfLife) => {
      const strategy = recency({ halfLife });
      const memory = new ReplayMemory({ schema, capacity: 10, seed: 1, strategy, eviction: reservoir() });
      const batch = memory.createBatch(5);
      for (let round = 0; round < 40; round += 1) {
        addRows(memory, 500, () => 1);
        memory.sample(batch, 5);
        const newest = memory.ids()[9]!;
        for (const id of batch.ids) expect(newest - id).toBeLessThan(40 * halfLife + 1);
        const twin = ReplayMemory.from(structuredClone(memory.state()), { schema });
        twin.remove([newest]);
        expect(twin.sample(batch, 5)).toBe(5);
        expect(batch.ids).not.toContain(newest);
      }
    },
  );
});

describe('what one sees from outside', () => {
  it('counts ages, times drawn, effective sample size and values', () => {
    const memory = new ReplayMemory({ schema, capacity: 30, seed: 1, strategy: uniform() });
    expect(memory.statistics()).toMatchObject({
      size: 0,
      effectiveSampleSize: 0,
      ages: { least: 0, most: 0 },
    });
    addRows(memory, 40, (id) => (id === 39 ? 5 : 0));
    memory.remove([39, 38, 5]);
    memory.sample(memory.createBatch(28), 28);
    memory.sample(memory.createBatch(14), 14);
    const { ages, timesDrawn, byValue, size, added, draws } = memory.statistics(['domain']);
    expect([size, added, draws]).toEqual([28, 40, 2]);
    expect(ages).toEqual({ least: 2, mean: expect.closeTo(15.5, 9), most: 29 });
    expect(timesDrawn).toEqual({ least: 1, mean: expect.closeTo(1.5, 9), most: 2, never: 0 });
    expect(byValue['domain']!.map(({ value, rows }) => [value, rows])).toEqual([
      [0, 25],
      [1, 3],
    ]);
    expect(byValue['domain']!.reduce((sum, value) => sum + value.timesDrawn, 0)).toBe(42);
  });

  it('has the effective sample size of its weights', () => {
    const strategy = prioritized({ alpha: 1, epsilon: 0 });
    const memory = new ReplayMemory({ schema, capacity: 30, seed: 1, strategy });
    addRows(memory, 20, (id) => (id < 4 ? 2 : 0));
    expect(memory.statistics().effectiveSampleSize).toBe(4);
  });
});
