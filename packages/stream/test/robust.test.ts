import { describe, expect, it } from 'vitest';
import { GuardedMoments } from '../src/encode/moments/guarded-moments.ts';
import { RunningMoments } from '../src/encode/moments/running-moments.ts';
import { createTableBatch, type TableBatch, TableEncoder, type TableSchema } from '../src/index.ts';
import { numberFrame } from '../src/schema/number-frame.ts';

/** Numbers of a normal distribution, the same on every run. */
function normals(seed: number): () => number {
  let state = seed;
  const uniform = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state + 0.5) / 2 ** 32;
  };
  return () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
}

function statisticsOf(values: Iterable<number>): {
  mean: number;
  deviation: number;
  moments: GuardedMoments;
} {
  const moments = new GuardedMoments(1);
  for (const value of values) moments.add(0, value);
  return { mean: moments.mean(0), deviation: moments.deviation(0), moments };
}

const clean = (count: number, mean = 5, deviation = 2) => {
  const normal = normals(3);
  return Array.from({ length: count }, () => mean + deviation * normal());
};

describe('statistics that no value ruins', () => {
  it('are those of Welford where nothing is wild, but for what 64 first values are held to', () => {
    const values = clean(5000);
    const plain = new RunningMoments(1);
    for (const value of values) plain.add(0, value);
    const { mean, deviation } = statisticsOf(values);
    expect(mean).toBeCloseTo(plain.mean(0), 10);
    expect(deviation).toBeCloseTo(plain.deviation(0), 10);
  });

  it.each([0, 1, 5, 63, 64, 65, 1000])('hold against one value of 10^3 to 10^30 at row %d', (row) => {
    for (const wild of [1e4, -1e9, 1e30, -3.4e38]) {
      const values = clean(2000);
      values[row] = wild;
      const { mean, deviation, moments } = statisticsOf(values);
      expect(Math.abs(mean - 5)).toBeLessThan(0.15);
      expect(Math.abs(deviation - 2)).toBeLessThan(0.15);
      expect(moments.wild(0).rejected).toBe(1);
    }
  });

  it('hold against 0.1 % of values of every size, the first among them', () => {
    const values = clean(20_000);
    for (let at = 0; at < values.length; at += 997)
      values[at] = (at % 2 === 0 ? 1 : -1) * 10 ** (4 + (at % 27));
    const { mean, deviation } = statisticsOf(values);
    expect(Math.abs(mean - 5)).toBeLessThan(0.1);
    expect(Math.abs(deviation - 2)).toBeLessThan(0.1);
  });

  it('follow a level, and a scale, that shifts for good', () => {
    const values = [...clean(2000), ...clean(500, 1000, 2)];
    expect(Math.abs(statisticsOf(values).mean - 1000)).toBeLessThan(5);
    const scaled = [...clean(2000, 0, 1), ...clean(2000, 0, 100)];
    expect(statisticsOf(scaled).deviation).toBeGreaterThan(50);
  });

  it('know counts that are mostly 0, and a constant that wakes up', () => {
    const counts = Array.from({ length: 5000 }, (_, at) => (at % 20 === 7 ? 1 + (at % 5) : 0));
    const plain = new RunningMoments(1);
    for (const value of counts) plain.add(0, value);
    const { deviation } = statisticsOf(counts);
    expect(deviation / plain.deviation(0)).toBeGreaterThan(0.9);
    counts[3000] = 1e12;
    expect(statisticsOf(counts).deviation / plain.deviation(0)).toBeLessThan(1.1);
    expect(statisticsOf([...new Array(500).fill(3), 1e20, ...new Array(500).fill(3)]).deviation).toBe(0);
    const awake = [...new Array(200).fill(0), ...clean(1000, 50, 2)];
    expect(Math.abs(statisticsOf(awake).mean - 50)).toBeLessThan(10);
  });

  it('tell a sentinel by its third time, and pass it over from then on', () => {
    const values = clean(4000, 0, 1);
    for (let at = 100; at < values.length; at += 50) values[at] = -999;
    const { mean, deviation, moments } = statisticsOf(values);
    expect(moments.sentinel(0)).toBe(-999);
    expect(moments.wild(0).sentinels).toBeGreaterThan(70);
    expect(Math.abs(mean)).toBeLessThan(0.1);
    expect(deviation).toBeCloseTo(1, 1);
  });

  it('take heavy tails in', () => {
    const normal = normals(5);
    const values = Array.from({ length: 20_000 }, () => Math.exp(1.5 * normal()));
    expect(statisticsOf(values).moments.wild(0).rejected).toBeLessThan(60);
  });
});

const schema: TableSchema = {
  version: 1,
  columns: [
    { name: 'a', type: 'number', missing: false, origin: 0, scale: 1 },
    { name: 'b', type: 'number', missing: true, origin: 0, scale: 1 },
  ],
  targets: [{ name: 'y', task: 'regression', origin: 0, scale: 1 }],
  domainColumn: null,
  timeColumn: null,
};

function rowsOf(values: readonly (readonly [number, number, number])[]): TableBatch {
  const batch = createTableBatch(values.length, 2, 1);
  for (const [row, [a, b, y]] of values.entries()) {
    batch.inputs.set(row, 0, a);
    batch.inputs.set(row, 1, b);
    batch.targets.set(row, 0, y);
  }
  batch.size = values.length;
  return batch;
}

describe('a robust encoder', () => {
  const normal = normals(9);
  const rows = Array.from({ length: 300 }, () => [normal(), normal(), 10 * normal()] as const);

  it('reads what is wild as missing, and tells a target that should not be learned', () => {
    const encoder = new TableEncoder(schema, { robust: true });
    encoder.learn(rowsOf(rows));
    const odd = rowsOf([
      [1e6, 0, 0],
      [0, -1e6, 0],
      [20, 0, 1e9],
    ]);
    const encoded = encoder.createBatch(3, 0);
    encoder.encode(odd, encoded);
    const inputs = Array.from({ length: 3 }, (_, row) =>
      Object.fromEntries(
        encoder.inputNames.map((name, at) => [name, Math.round(encoded.inputs.get(row, at))]),
      ),
    );
    expect(inputs[0]).toMatchObject({ a: 0, '[unexpected]': 1, 'b [missing]': 0 });
    expect(inputs[1]).toMatchObject({ b: 0, '[unexpected]': 0, 'b [missing]': 1 });
    expect(inputs[2]).toMatchObject({ a: 8 });
    expect([0, 1, 2].map((row) => encoder.isWild(odd, row))).toEqual([false, false, true]);
    expect(encoded.targets.get(2, 0)).toBe(8);
    expect(encoder.isWildTarget(1e9)).toBe(true);
    expect(encoder.isWildTarget(5)).toBe(false);
    expect(encoder.statisticsOf(2).deviation).toBeCloseTo(encoder.toUnit(1) - encoder.toUnit(0), 10);
    encoder.learn(odd);
    expect(encoder.wildCounts().map(({ name, held, rejected }) => [name, held, rejected])).toEqual([
      ['a', 1, 1],
      ['b', 0, 1],
      ['y', 0, 1],
    ]);
  });

  it('resumes and grows to the bit, and refuses the state of one that is not robust', () => {
    const encoder = new TableEncoder(schema, { robust: true });
    encoder.learn(rowsOf(rows.slice(0, 100)));
    const twin = TableEncoder.from(structuredClone(encoder.state()), schema, { robust: true });
    for (const each of [encoder, twin]) each.learn(rowsOf(rows.slice(100)));
    expect(twin.state()).toEqual(encoder.state());
    // What is not robust can encode with it.
    expect(TableEncoder.from(encoder.state(), schema).toUnit(1)).toBe(encoder.toUnit(1));
    expect(() => TableEncoder.from(new TableEncoder(schema).state(), schema, { robust: true })).toThrow(
      'guards',
    );
    const wider: TableSchema = {
      ...schema,
      appendedFrom: 2,
      columns: [...schema.columns, { name: 'c', type: 'number', missing: true, origin: 0, scale: 1 }],
    };
    const base = new TableEncoder({ ...schema, appendedFrom: 2 }, { robust: true });
    base.learn(rowsOf(rows));
    const unit = base.toUnit(1);
    base.grow(wider);
    expect(base.toUnit(1)).toBe(unit);
  });
});

describe('the frame of numbers', () => {
  it('keeps digits though one of the first is wild', () => {
    const values = Array.from({ length: 500 }, (_, at) => 1e9 + at / 7);
    const frame = numberFrame(values);
    expect(frame.origin).toBeGreaterThan(9e8);
    values[0] = 1e15;
    values[77] = -1e30;
    const wild = numberFrame(values);
    expect(wild.origin).toBeGreaterThan(9e8);
    const digits = (value: number) => Math.fround((value - wild.origin) * wild.scale);
    expect(digits(values[2]!)).not.toBe(digits(values[3]!));
  });
});
