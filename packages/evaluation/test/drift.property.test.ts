import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Adwin, Ddm, Kswin, PageHinkley } from '../src/index.js';

const alarmsOf = (detector: { update(value: number): boolean }, values: readonly number[]): number[] =>
  values.flatMap((value, row) => (detector.update(value) ? [row] : []));

/** Errors whose rate changes a few times. */
const errors = fc
  .array(
    fc.record({ rows: fc.integer({ min: 20, max: 400 }), rate: fc.double({ min: 0, max: 1, noNaN: true }) }),
    {
      minLength: 1,
      maxLength: 4,
    },
  )
  .chain((parts) =>
    fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })).map((noise) => {
      const draws = noise.take(1600);
      const values: number[] = [];
      for (const { rows, rate } of parts)
        for (let row = 0; row < rows; row += 1) values.push((draws.next().value as number) < rate ? 1 : 0);
      return values;
    }),
  );

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** ADWIN with every row kept: each bucket is a list of rows, everything is summed anew at each test. */
function slowAdwin(values: readonly number[], delta: number, clock: number): number[] {
  let buckets: number[][] = []; // oldest first
  let tick = 0;
  return values.map((value, row) => {
    buckets.push([value]);
    for (let size = 1; buckets.filter((bucket) => bucket.length === size).length > 5; size *= 2) {
      const at = buckets.findIndex((bucket) => bucket.length === size);
      buckets.splice(at, 2, [...buckets[at]!, ...buckets[at + 1]!]);
    }
    tick += 1;
    if (tick < clock || sum(buckets.map((bucket) => bucket.length)) <= 10) return row;
    tick = 0;
    for (;;) {
      const window = buckets.flat();
      const n = window.length;
      if (n <= 10) break;
      const mean = sum(window) / n;
      const variance = sum(window.map((kept) => (kept - mean) ** 2)) / n;
      const confidence = Math.log((2 * Math.log(n)) / delta);
      let isCut = false;
      for (let at = 1; at < buckets.length; at += 1) {
        const [older, newer] = [buckets.slice(0, at).flat(), buckets.slice(at).flat()];
        if (older.length < 5 || newer.length < 5) continue;
        const m = 1 / (1 / (older.length - 4) + 1 / (newer.length - 4));
        const least = Math.sqrt((2 / m) * variance * confidence) + (2 / (3 * m)) * confidence;
        if (Math.abs(sum(older) / older.length - sum(newer) / newer.length) > least) isCut = true;
      }
      if (!isCut) break;
      buckets = buckets.slice(1);
    }
    return sum(buckets.map((bucket) => bucket.length));
  });
}

describe('drift detectors against naive oracles', () => {
  it('Adwin keeps the window that the paper keeps', () => {
    fc.assert(
      fc.property(errors, fc.constantFrom(0.002, 0.3), (values, delta) => {
        const adwin = new Adwin({ delta });
        let tested = 0;
        const expected = slowAdwin(values, delta, 32);
        values.forEach((value, row) => {
          adwin.update(value);
          if ((row + 1) % 32 !== 0) return;
          tested += 1;
          expect(adwin.rows).toBe(expected[row]);
        });
        expect(tested).toBe(Math.floor(values.length / 32));
      }),
      { numRuns: 30, seed: 11, endOnFailure: true },
    );
  });

  it('Ddm alarms where p + s passes the lowest p + s by three of its s', () => {
    fc.assert(
      fc.property(errors, (values) => {
        const expected: number[] = [];
        let from = 0;
        let best = { p: Number.POSITIVE_INFINITY, s: 0 };
        values.forEach((_, row) => {
          const seen = values.slice(from, row + 1);
          if (seen.length < 30) return;
          const p = sum(seen) / seen.length;
          const s = Math.sqrt((p * (1 - p)) / seen.length);
          if (p + s <= best.p + best.s) best = { p, s };
          // The same sums in another order: what lies on the edge is no witness.
          fc.pre(Math.abs(p + s - best.p - 3 * best.s) > 1e-12 || best.s === s);
          if (p + s <= best.p + 3 * best.s) return;
          expected.push(row);
          from = row + 1;
          best = { p: Number.POSITIVE_INFINITY, s: 0 };
        });
        expect(alarmsOf(new Ddm(), values)).toEqual(expected);
      }),
      { numRuns: 30, seed: 12, endOnFailure: true },
    );
  });

  it('PageHinkley alarms where the sum passes its lowest value by the threshold', () => {
    fc.assert(
      fc.property(errors, fc.constantFrom(5, 20), (values, threshold) => {
        const expected: number[] = [];
        let from = 0;
        let total = 0;
        let lowest = 0;
        values.forEach((value, row) => {
          const seen = values.slice(from, row + 1);
          total += value - sum(seen) / seen.length - 0.005;
          lowest = Math.min(lowest, total);
          if (seen.length < 30 || total - lowest <= threshold) return;
          expected.push(row);
          from = row + 1;
          total = 0;
          lowest = 0;
        });
        expect(alarmsOf(new PageHinkley({ threshold, fading: 1 }), values)).toEqual(expected);
      }),
      { numRuns: 50, seed: 13, endOnFailure: true },
    );
  });

  it('Kswin alarms where the distribution functions are further apart than sqrt(-ln(alpha) / rows)', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 8 }), { minLength: 40, maxLength: 120 }),
        fc.constantFrom(0.005, 0.05),
        (values, alpha) => {
          // With a window of twice the sample all older rows are drawn, so that nothing is left to chance.
          const rows = 15;
          const expected: number[] = [];
          let window: number[] = [];
          values.forEach((value, row) => {
            window = [...window, value].slice(-2 * rows);
            if (window.length < 2 * rows) return;
            const share = (part: readonly number[], limit: number): number =>
              part.filter((kept) => kept <= limit).length / rows;
            const apart = Math.max(
              ...window.map((limit) =>
                Math.abs(share(window.slice(0, rows), limit) - share(window.slice(rows), limit)),
              ),
            );
            if (apart <= Math.sqrt(-Math.log(alpha) / rows)) return;
            expected.push(row);
            window = window.slice(rows);
          });
          const kswin = new Kswin({ seed: 1, alpha, windowRows: 2 * rows, sampleRows: rows });
          expect(alarmsOf(kswin, values)).toEqual(expected);
        },
      ),
      { seed: 14, endOnFailure: true },
    );
  });
});
