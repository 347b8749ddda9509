import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DomainScores, EvaluationSets, RetentionMatrix } from '../src/index.js';

describe('RetentionMatrix', () => {
  // 3 tasks, scores made up; every figure below is worked out by hand from the papers' formulas
  const worked = (): RetentionMatrix => {
    const retention = new RetentionMatrix({ tasks: 3, baseline: [0.125, 0.25, 0.125] });
    retention.record(0, [0.875, 0.5, 0.25]);
    retention.record(1, [0.75, 1, 0.375]);
    retention.record(2, [0.5, 0.75, 0.875]);
    return retention;
  };

  it('gives average, transfer and forgetting as the papers define them', () => {
    const report = worked().report();
    expect(report.average).toBeCloseTo((0.5 + 0.75 + 0.875) / 3, 12);
    // GEM: mean of R[T][i] - R[i][i] over i < T
    expect(report.backwardTransfer).toBe((0.5 - 0.875 + (0.75 - 1)) / 2);
    // GEM: mean of R[i-1][i] - b[i] over i > 1
    expect(report.forwardTransfer).toBe((0.5 - 0.25 + (0.375 - 0.125)) / 2);
    // best so far - now, over all three
    expect(report.forgetting).toBeCloseTo((0.375 + 0.25 + 0) / 3, 12);
  });

  it('never forgets less than nothing, and only what was trained counts', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(
            fc.nat(3),
            fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 4, maxLength: 4 }),
          ),
          {
            minLength: 1,
            maxLength: 8,
          },
        ),
        (rows) => {
          const retention = new RetentionMatrix({ tasks: 4 });
          for (const [task, scores] of rows) retention.record(task, scores);
          const { average, forgetting, forwardTransfer } = retention.report();
          expect(forgetting).toBeGreaterThanOrEqual(0);
          expect(forwardTransfer).toBeNull();
          const trained = [0, 1, 2, 3].filter((task) => rows.some(([other]) => other === task));
          const last = rows.at(-1)![1];
          expect(average).toBeCloseTo(
            trained.reduce((sum, task) => sum + last[task]!, 0) / trained.length,
            9,
          );
        },
      ),
    );
  });

  it('takes NaN for a task that cannot be measured, and gives null for what needs it', () => {
    const retention = new RetentionMatrix({ tasks: 2 });
    retention.record(0, [0.5, Number.NaN]);
    expect(retention.report()).toMatchObject({ matrix: [[0.5, null]], average: 0.5, forgetting: 0 });
    retention.record(1, [0.25, 1]);
    expect(retention.report().forgetting).toBe(0.125);
    retention.record(1, [Number.NaN, 1]);
    expect(retention.report()).toMatchObject({ average: null, forgetting: null, backwardTransfer: null });
    expect(() => retention.record(1, [Number.POSITIVE_INFINITY, 0.5])).toThrow(/score on task 0 is Infinity/);
    expect(retention.size).toBe(3);
  });

  it('replaces the row of a task that is trained again, if told to', () => {
    const retention = new RetentionMatrix({ tasks: 3, retrained: 'replace' });
    retention.record(0, [0.75, 0.25, 0]);
    retention.record(1, [0.5, 1, 0]);
    retention.record(0, [0.5, 0.5, 0.125]);
    const report = retention.report();
    expect(report.trained).toEqual([1, 0]);
    expect(report.matrix).toEqual([
      [0.5, 1, 0],
      [0.5, 0.5, 0.125],
    ]);
    expect([report.average, report.forgetting]).toEqual([0.5, 0.25]);
    const appended = new RetentionMatrix({ tasks: 3 });
    for (const row of [0, 1, 0]) appended.record(row, row === 0 ? [0.75, 0.25, 0] : [0.5, 1, 0]);
    expect(appended.report().trained).toEqual([0, 1, 0]);
    expect(() => new RetentionMatrix({ tasks: 1, baseline: [0], retrained: 'replace' })).toThrow(
      /baseline and retrained: 'replace' are both given/,
    );
  });

  it('with `replace` has the bits of the sums by hand, in the order in which the tasks ended', () => {
    const scores = fc.array(fc.double({ min: -1e3, max: 1, noNaN: true }), { minLength: 4, maxLength: 4 });
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(3), scores), { minLength: 1, maxLength: 12 }), (rows) => {
        const retention = new RetentionMatrix({ tasks: 4, retrained: 'replace' });
        const byTask = new Map<number, readonly number[]>();
        for (const [task, row] of rows) {
          retention.record(task, row);
          byTask.delete(task);
          byTask.set(task, row);
        }
        const kept = [...byTask.values()];
        const last = kept.at(-1)!;
        const mean = (of: (task: number) => number): number =>
          [...byTask.keys()].map(of).reduce((sum, value) => sum + value, 0) / byTask.size;
        const report = retention.report();
        expect(report.matrix).toEqual(kept);
        expect(report.average).toBe(mean((task) => last[task]!));
        expect(report.forgetting).toBe(
          mean((task) => Math.max(...kept.map((row) => row[task]!)) - last[task]!),
        );
      }),
    );
  });

  it('has no figure before the first training', () => {
    expect(new RetentionMatrix({ tasks: 2 }).report()).toEqual({
      matrix: [],
      trained: [],
      average: null,
      forgetting: null,
      backwardTransfer: null,
      forwardTransfer: null,
    });
  });

  it('refuses tasks and rows that do not fit', () => {
    expect(() => new RetentionMatrix({ tasks: 0 })).toThrow(expect.objectContaining({ code: 'OPTION' }));
    expect(() => new RetentionMatrix({ tasks: 2, baseline: [1] })).toThrow(/baseline has 1 scores/);
    expect(() => worked().record(3, [1, 1, 1])).toThrow(/task is 3, wanted a whole number from 0 to 2/);
    expect(() => worked().record(0, [1])).toThrow(/row has 1 scores, wanted one for each of 3 tasks/);
  });
});

describe('DomainScores', () => {
  it('shows what was good once and is bad when it comes back', () => {
    const scores = new DomainScores({ blockRows: 100 });
    for (let row = 0; row < 400; row += 1) scores.update(7, row < 200 ? 1 : row % 2);
    for (let row = 0; row < 50; row += 1) scores.update(2, 0);
    expect(scores.report()).toEqual({
      domains: [
        { domain: 2, rows: 50, mean: 0, latest: null, best: null },
        { domain: 7, rows: 400, mean: 0.75, latest: 0.5, best: 1 },
      ],
      average: 0.375,
      forgetting: 0.5,
    });
  });

  it('works with scores under 0', () => {
    const scores = new DomainScores({ blockRows: 1 });
    for (const loss of [3, 1, 2]) scores.update(0, -loss);
    expect(scores.report().forgetting).toBe(1);
  });

  it('refuses what is not a domain or a score', () => {
    for (const [domain, score] of [
      [-1, 0],
      [65536, 0],
      [0.5, 0],
      [0, Number.NaN],
    ] as const)
      expect(() => new DomainScores().update(domain, score)).toThrow(
        expect.objectContaining({ code: 'VALUE' }),
      );
    expect(() => new DomainScores({ blockRows: 0 })).toThrow(/blockRows is 0/);
  });
});

describe('EvaluationSets', () => {
  const row = (index: number): number[] => [index, index / 3, -index];

  it('keeps the stated share aside (alpha 1e-4)', () => {
    const sets = new EvaluationSets({ width: 3, seed: 1, share: 0.1, span: 20_000, sets: 1, capacity: 5000 });
    let kept = 0;
    for (let index = 0; index < 20_000; index += 1) if (sets.offer(row(index))) kept += 1;
    // Binomial: standard deviation sqrt(20000 · 0.1 · 0.9) = 42.4; alpha 1e-4 is 3.9 of them.
    expect(Math.abs(kept - 2000)).toBeLessThan(166);
    expect(sets.rowCount(0)).toBe(kept);
  });

  it('keeps a row aside every time it comes, or never', () => {
    const sets = new EvaluationSets({ width: 3, seed: 1, share: 0.3, span: 50, sets: 2 });
    const first = Array.from({ length: 100 }, (_, index) => sets.offer(row(index)));
    expect(Array.from({ length: 100 }, (_, index) => sets.offer(row(index)))).toEqual(first);
    expect(new Set(first).size).toBe(2);
  });

  it('never changes a set once its stretch has passed', () => {
    const sets = new EvaluationSets({ width: 3, seed: 3, share: 0.5, span: 100, sets: 3, capacity: 10 });
    const snapshots: Float64Array[] = [];
    for (let index = 0; index < 1000; index += 1) {
      sets.offer(row(index));
      if (sets.complete > snapshots.length) snapshots.push(sets.rows(sets.complete - 1).slice());
    }
    expect(snapshots).toHaveLength(3);
    snapshots.forEach((snapshot, set) => {
      expect(sets.rows(set)).toEqual(snapshot);
      expect(snapshot).toHaveLength(30);
      // Only rows of its own stretch.
      for (let at = 0; at < snapshot.length; at += 3) expect(Math.floor(snapshot[at]! / 100)).toBe(set);
    });
  });

  it('keeps each chosen row of a stretch equally likely (alpha 1e-4)', () => {
    let early = 0;
    for (let seed = 0; seed < 200; seed += 1) {
      const sets = new EvaluationSets({ width: 1, seed, share: 0.5, span: 100, sets: 1, capacity: 10 });
      for (let index = 0; index < 100; index += 1) sets.offer([index]);
      early += sets.rows(0).filter((value) => value < 50).length;
    }
    // About binomial with 2000 draws of 1/2: standard deviation 22.4; alpha 1e-4 is 3.9 of them.
    expect(Math.abs(early - 1000)).toBeLessThan(88);
  });

  it('refuses options and rows that do not fit', () => {
    for (const options of [
      { width: 0 },
      { share: 0 },
      { share: 1 },
      { span: 0 },
      { sets: 0.5 },
      { capacity: 0 },
      { seed: 0.1 },
    ])
      expect(() => new EvaluationSets({ width: 1, seed: 1, ...options })).toThrow(
        expect.objectContaining({ code: 'OPTION' }),
      );
    expect(() => new EvaluationSets({ width: 3, seed: 1 }).offer([1])).toThrow(
      /row has 1 values, these sets' width is 3/,
    );
  });
});
