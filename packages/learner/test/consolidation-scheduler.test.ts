import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type ConsolidationObservation,
  ConsolidationScheduler,
  type ConsolidationSchedulerOptions,
} from '../src/consolidation/consolidation-scheduler.js';

/** Consolidates whenever it is due; returns after which batches (from 1) it was. */
const firings = (
  options: ConsolidationSchedulerOptions,
  batches: readonly Partial<ConsolidationObservation>[],
): number[] => {
  const scheduler = new ConsolidationScheduler(options);
  return batches.flatMap((batch, at) => {
    if (!scheduler.update({ rows: 10, loss: 1, ...batch })) return [];
    scheduler.done();
    return [at + 1];
  });
};
const times = (count: number): Partial<ConsolidationObservation>[] =>
  Array.from({ length: count }, () => ({}));

describe('ConsolidationScheduler', () => {
  it('is due every n examples, without adding up delays', () => {
    expect(firings({ trigger: { when: 'examples', every: 25 } }, times(10))).toEqual([3, 5, 8, 10]);
  });

  it('is due every n batches', () => {
    expect(firings({ trigger: { when: 'batches', every: 4 } }, times(10))).toEqual([4, 8]);
  });

  it('is due when the memory is p % full, then after each turnover of that part, not at every batch', () => {
    const batches = Array.from({ length: 12 }, (_, at) => ({
      memorySize: Math.min(60, 10 * (at + 1)),
      memoryCapacity: 60,
    }));
    expect(firings({ trigger: { when: 'memory', percent: 50 } }, batches)).toEqual([3, 6, 9, 12]);
    expect(firings({ trigger: { when: 'memory', percent: 100 } }, batches)).toEqual([6, 12]);
  });

  it('is due when the smoothed loss is under x, and again only when it fell by 10 % since', () => {
    const losses = [2, 1.2, 0.9, 0.85, 0.82, 0.8, 0.5, 0.49].map((loss) => ({ loss }));
    // A horizon this short makes the smoothed loss the loss itself.
    const options = { trigger: { when: 'loss', below: 1 }, horizon: 1e-9 } as const;
    expect(firings(options, losses)).toEqual([3, 6, 7]);
  });

  it('does not go by the loss of one batch', () => {
    const losses = [2, 2, 0.1, 2, 2].map((loss) => ({ loss }));
    expect(firings({ trigger: { when: 'loss', below: 1 } }, losses)).toEqual([]);
  });

  it('never fires by itself when manual, not even after the maximum interval', () => {
    expect(firings({ trigger: { when: 'manual' }, maxInterval: 20 }, times(50))).toEqual([]);
  });

  it('waits for the minimum interval and does not wait longer than the maximum one', () => {
    expect(firings({ trigger: { when: 'batches', every: 1 }, minInterval: 30 }, times(9))).toEqual([3, 6, 9]);
    expect(firings({ trigger: { when: 'loss', below: 0.1 }, maxInterval: 40 }, times(9))).toEqual([4, 8]);
  });

  it('stays due until done, and counts what was done by hand', () => {
    const scheduler = new ConsolidationScheduler({ trigger: { when: 'batches', every: 2 } });
    scheduler.update({ rows: 1, loss: 1 });
    scheduler.update({ rows: 1, loss: 1 });
    expect([scheduler.update({ rows: 1, loss: 1 }), scheduler.due]).toEqual([true, true]);
    scheduler.done();
    scheduler.done();
    expect([scheduler.due, scheduler.count]).toEqual([false, 2]);
  });

  it.each<ConsolidationSchedulerOptions>([
    { trigger: { when: 'examples', every: 0 } },
    { trigger: { when: 'memory', percent: 101 } },
    { trigger: { when: 'loss', below: Number.NaN } },
    { trigger: { when: 'manual' }, minInterval: 5, maxInterval: 4 },
  ])('refuses %j, saying what was wanted', (options) => {
    expect(() => new ConsolidationScheduler(options)).toThrow(/ is .*, wanted /);
  });

  it('goes on exactly from its state, whatever the trigger', () => {
    const trigger = fc.constantFrom<ConsolidationSchedulerOptions['trigger']>(
      { when: 'examples', every: 25 },
      { when: 'batches', every: 3 },
      { when: 'memory', percent: 40 },
      { when: 'loss', below: 0.7 },
      { when: 'manual' },
    );
    const batch = fc.record({
      rows: fc.nat(40),
      loss: fc.double({ min: 0, max: 1, noNaN: true }),
      memorySize: fc.nat(100),
      memoryCapacity: fc.constant(100),
    });
    fc.assert(
      fc.property(
        trigger,
        fc.array(batch),
        fc.array(batch),
        fc.nat(50),
        (trigger, before, after, minInterval) => {
          const options = { trigger, minInterval, maxInterval: 90, horizon: 30 };
          const scheduler = new ConsolidationScheduler(options);
          const run = (at: ConsolidationScheduler, batches: typeof before): boolean[] =>
            batches.map((observed) => {
              const due = at.update(observed);
              if (due) at.done();
              return due;
            });
          run(scheduler, before);
          const twin = ConsolidationScheduler.from(structuredClone(scheduler.state()), options);
          expect(run(twin, after)).toEqual(run(scheduler, after));
          expect(twin.state()).toEqual(scheduler.state());
        },
      ),
    );
  });
});
