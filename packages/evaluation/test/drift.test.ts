import type { StateTree } from '@graph/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { driftStreams } from '../bench/drift-streams.mjs';
import { type AlarmScore, scoreAlarms } from '../bench/score-alarms.mjs';
import { Adwin, Ddm, type DriftDetector, Kswin, PageHinkley } from '../src/index.js';

function alarmsOf(detector: { update(value: number): boolean }, values: Iterable<number>): number[] {
  const alarms: number[] = [];
  let row = 0;
  for (const value of values) {
    if (detector.update(value)) alarms.push(row);
    row += 1;
  }
  return alarms;
}

function scores(kind: string, make: (seed: number) => { update(value: number): boolean }): AlarmScore[] {
  return [1, 2, 3].map((seed) => {
    const { values, changes, tolerance } = driftStreams(seed).find(({ name }) => name.startsWith(kind))!;
    return scoreAlarms(alarmsOf(make(seed), values), changes, tolerance);
  });
}

const mean = (all: AlarmScore[], of: (score: AlarmScore) => number): number =>
  all.reduce((sum, score) => sum + of(score), 0) / all.length;

function dummy(): { update(): boolean } {
  let rows = 0;
  return {
    update: () => {
      rows += 1;
      return rows % 1000 === 0;
    },
  };
}

describe('drift detectors on streams with known changes (3 fixed seeds, 6 changes each)', () => {
  // limits: least F1, most rows of delay; the bench prints what is measured
  it.each([
    ['errors, 20 %', 'adwin', 0.95, 250, () => new Adwin()],
    ['errors, 20 %', 'page-hinkley', 0.9, 300, () => new PageHinkley({ direction: 'both' })],
    ['errors, abrupt', 'adwin', 0.85, 500, () => new Adwin()],
    ['errors, abrupt', 'page-hinkley', 0.9, 550, () => new PageHinkley()],
    ['losses, abrupt', 'adwin', 0.95, 150, () => new Adwin()],
    ['losses, abrupt', 'ddm', 0.95, 900, () => new Ddm()],
    ['losses, abrupt', 'kswin', 0.75, 60, (seed: number) => new Kswin({ seed, alpha: 0.0001 })],
  ] as const)(
    '%s: %s reaches F1 %d within a mean delay of %i rows, and beats the dummy',
    (kind, _, f1, delay, make) => {
      const found = scores(kind, make);
      const least = mean(found, (score) => score.f1);
      expect(least).toBeGreaterThanOrEqual(f1);
      expect(least).toBeGreaterThan(mean(scores(kind, dummy), (score) => score.f1));
      expect(mean(found, (score) => score.meanDelay!)).toBeLessThanOrEqual(delay);
    },
  );

  it.each([
    ['errors, gradual', 'adwin', () => new Adwin()],
    ['errors, gradual', 'page-hinkley', () => new PageHinkley()],
  ] as const)('%s: %s beats the dummy', (kind, _, make) => {
    const f1 = (all: AlarmScore[]): number => mean(all, (score) => score.f1);
    expect(f1(scores(kind, make))).toBeGreaterThan(3 * f1(scores(kind, dummy)));
  });

  it('KSWIN sees a change of spread, which the detectors of a mean cannot', () => {
    expect(
      mean(
        scores('losses, same mean', (seed) => new Kswin({ seed })),
        (score) => score.found,
      ),
    ).toBe(6);
    expect(
      mean(
        scores('losses, same mean', () => new Adwin()),
        (score) => score.found,
      ),
    ).toBe(0);
  });

  it.each([
    ['adwin', 0, () => new Adwin()],
    ['ddm', 1, () => new Ddm()],
    ['page-hinkley', 1, () => new PageHinkley()],
    ['kswin', 4, (seed: number) => new Kswin({ seed, alpha: 0.0001 })],
  ] as const)('%s raises at most %i false alarms in 35,000 rows where nothing changes', (_, most, make) => {
    for (const kind of ['errors, nothing', 'losses, nothing'])
      for (const score of scores(kind, make)) expect(score.falseAlarms).toBeLessThanOrEqual(most);
  });

  it('report the rise of an error only, when so told', () => {
    const values = [0.9, 0.1, 0.9].flatMap((level) =>
      Array.from({ length: 1000 }, (_, row) => (row % 10 < level * 10 ? 1 : 0)),
    );
    for (const make of [
      (direction: 'both' | 'rise') => new Adwin({ direction }),
      (direction: 'both' | 'rise') => new PageHinkley({ direction, fading: 1 }),
    ]) {
      expect(alarmsOf(make('both'), values)).toHaveLength(2);
      const [only, ...others] = alarmsOf(make('rise'), values);
      expect(only).toBeGreaterThanOrEqual(2000);
      expect(others).toEqual([]);
    }
  });
});

describe('Adwin', () => {
  it('keeps rows and mean of its window, in buckets that grow', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(0, 1), { minLength: 1, maxLength: 400 }), (values) => {
        // So unsure that it never cuts: the window is the whole stream.
        const adwin = new Adwin({ delta: 1e-300 });
        for (const value of values) adwin.update(value);
        expect(adwin.rows).toBe(values.length);
        const average = values.reduce((sum: number, value) => sum + value, 0) / values.length;
        expect(adwin.mean).toBeCloseTo(average, 12);
        const { buckets, sums, variance } = adwin.state() as StateTree as Record<string, Float64Array> & {
          variance: number;
        };
        const covered = Array.from(buckets!).reduce((sum, count, level) => sum + count * 2 ** level, 0);
        expect(covered).toBe(values.length);
        expect(Math.max(...buckets!)).toBeLessThanOrEqual(5);
        expect(sums!.reduce((sum, value) => sum + value, 0)).toBe(average * values.length);
        expect(variance).toBeCloseTo(values.length * average * (1 - average), 6);
      }),
    );
  });

  it('shrinks its window to the rows after an abrupt change', () => {
    const adwin = new Adwin();
    for (let row = 0; row < 5000; row += 1) adwin.update(row % 10 === 0 ? 1 : 0);
    for (let row = 0; row < 1000; row += 1) adwin.update(row % 10 === 0 ? 0 : 1);
    expect(adwin.rows).toBeGreaterThanOrEqual(900);
    expect(adwin.rows).toBeLessThanOrEqual(1100);
    expect(adwin.mean).toBeGreaterThan(0.85);
  });

  it('keeps numbers that grow with the logarithm of the rows only', () => {
    const adwin = new Adwin();
    for (let row = 0; row < 100_000; row += 1) adwin.update(row % 2);
    expect(adwin.rows).toBe(100_000);
    const { buckets } = adwin.state() as StateTree as { buckets: Float64Array };
    expect(buckets.reduce((sum, count) => sum + count, 0)).toBeLessThan(90);
  });
});

describe('Ddm', () => {
  it('warns before it alarms, and starts anew then', () => {
    const ddm = new Ddm();
    const seen: string[] = [];
    for (let row = 0; row < 700; row += 1) {
      const changed = ddm.update(row < 500 ? Number(row % 10 === 0) : Number(row % 2 === 0));
      if (changed) seen.push('change');
      else if (ddm.warning && seen.at(-1) !== 'warning') seen.push('warning');
    }
    expect(seen.slice(0, 2)).toEqual(['warning', 'change']);
    expect(ddm.rowsSinceChange).toBeLessThan(200);
  });
});

describe('scoreAlarms', () => {
  it('counts the first alarm in time as found and every other as false', () => {
    expect(scoreAlarms([5, 110, 120, 350], [100, 200, 300], 50)).toEqual({
      found: 1,
      missed: 2,
      falseAlarms: 3,
      meanDelay: 10,
      precision: 1 / 4,
      recall: 1 / 3,
      f1: (2 * (1 / 4) * (1 / 3)) / (1 / 4 + 1 / 3),
    });
    expect(scoreAlarms([], [], 10)).toMatchObject({ found: 0, f1: 0, meanDelay: null });
  });
});

describe('every detector', () => {
  const detectors: [string, () => DriftDetector][] = [
    ['adwin', () => new Adwin()],
    ['ddm', () => new Ddm()],
    ['page-hinkley', () => new PageHinkley()],
    ['kswin', () => new Kswin({ seed: 1 })],
  ];

  it.each(detectors)('%s refuses what is not a number and stays as it was', (kind, make) => {
    const detector = make();
    expect(detector.state()['kind']).toBe(kind);
    detector.update(0.5);
    const before = detector.state();
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY])
      expect(() => detector.update(value)).toThrow(expect.objectContaining({ code: 'VALUE' }));
    expect(detector.state()).toEqual(before);
  });

  it.each([
    () => new Adwin({ delta: 0 }),
    () => new Adwin({ clock: 0 }),
    () => new Ddm({ warningLevel: 4 }),
    () => new Ddm({ leastRows: 0.5 }),
    () => new PageHinkley({ threshold: Number.NaN }),
    () => new PageHinkley({ tolerance: -1 }),
    () => new PageHinkley({ fading: 0 }),
    () => new PageHinkley({ leastRows: 0 }),
    () => new Kswin({ seed: 0.5 }),
    () => new Kswin({ seed: 1, alpha: 1 }),
    () => new Kswin({ seed: 1, windowRows: 59 }),
    () => new Kswin({ seed: 1, sampleRows: 0 }),
    () => new Adwin({ direction: 'down' as never }),
    () => new PageHinkley({ direction: 'down' as never }),
    () => new Ddm({ warningLevel: 0 }),
    () => new Ddm({ driftLevel: Number.POSITIVE_INFINITY }),
    () => new Kswin({ seed: 1, windowRows: 2 ** 20 + 1 }),
  ])('refuses options out of range (%#)', (act) => {
    expect(act).toThrow(expect.objectContaining({ code: 'OPTION' }));
  });
});
