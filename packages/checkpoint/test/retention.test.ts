import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  CheckpointStore,
  keepBest,
  keepEvery,
  keepLast,
  keepPeriod,
  MemoryFileSystem,
} from '../src/index.js';
import { type Retainable, retain } from '../src/retention/retain.js';

const hour = 3_600_000;
const anyCheckpoints: fc.Arbitrary<Retainable[]> = fc
  .uniqueArray(fc.nat(60), { minLength: 1, maxLength: 25 })
  .chain((counts) =>
    fc.tuple(
      ...counts.map((examples, sequence) =>
        fc.record({
          examples: fc.constant(examples),
          sequence: fc.constant(sequence),
          metric: fc.option(fc.integer({ min: 0, max: 5 }), { nil: undefined }),
          savedAt: fc.option(
            fc.nat(20 * hour).map((at) => new Date(at).toISOString()),
            { nil: undefined },
          ),
        }),
      ),
    ),
  )
  .map((all) =>
    all.map(({ metric, savedAt, ...one }) => ({
      ...one,
      ...(metric !== undefined && { metric }),
      ...(savedAt && { savedAt }),
    })),
  );

describe('retention', () => {
  it('keeps what each rule keeps alone, joined, and the newest in any case', () => {
    const rules = [keepLast(3), keepBest(2, 'min'), keepBest(1, 'max'), keepEvery(7), keepPeriod(hour)];
    fc.assert(
      fc.property(anyCheckpoints, fc.subarray(rules), (all, some) => {
        const joined = new Set(some.flatMap((rule) => [...retain(all, [rule])]));
        const newest = all.reduce((a, b) => (b.sequence > a.sequence ? b : a));
        joined.add(newest.examples);
        expect(retain(all, some)).toEqual(joined);
      }),
    );
  });

  it('keeps what a naive reading of each rule keeps', () => {
    fc.assert(
      fc.property(anyCheckpoints, fc.integer({ min: 1, max: 30 }), (all, count) => {
        const newest = all.reduce((a, b) => (b.sequence > a.sequence ? b : a)).examples;
        const expected = (keep: (one: Retainable) => boolean): Set<number> =>
          new Set([...all.filter(keep).map(({ examples }) => examples), newest]);
        const later = (one: Retainable): number =>
          all.filter(({ sequence }) => sequence > one.sequence).length;
        expect(retain(all, [keepLast(count)])).toEqual(expected((one) => later(one) < count));
        expect(retain(all, [keepEvery(count)])).toEqual(expected(({ examples }) => examples % count === 0));
        const better = (one: Retainable): number =>
          all.filter(
            ({ metric, sequence }) =>
              metric !== undefined &&
              (metric < one.metric! || (metric === one.metric && sequence > one.sequence)),
          ).length;
        expect(retain(all, [keepBest(count, 'min')])).toEqual(
          expected((one) => one.metric !== undefined && better(one) < count),
        );
        const period = (one: Retainable): number => Math.floor(Date.parse(one.savedAt!) / hour);
        expect(retain(all, [keepPeriod(hour)])).toEqual(
          expected(
            (one) =>
              one.savedAt !== undefined &&
              !all.some((two) => two.savedAt && period(two) === period(one) && two.sequence < one.sequence),
          ),
        );
      }),
    );
  });

  it('keeps one of each hour by the clock of the file system', async () => {
    let at = 0;
    const fileSystem = new MemoryFileSystem({ now: () => at });
    const retention = [keepLast(1), keepPeriod(hour)];
    const store = await CheckpointStore.open({ fileSystem, folder: '/run', retention });
    for (let examples = 1; examples <= 10; examples += 1) {
      at = examples * 25 * 60_000;
      await store.save({ examples }, { examples }).durable;
    }
    expect((await store.list()).checkpoints.map(({ examples }) => examples)).toEqual([10, 8, 5, 3, 1]);
    await store.close();
  });

  it.each([
    ['keepLast is 0, wanted a whole number, 1 or more', () => keepLast(0)],
    ['keepBest is 1.5, wanted a whole number, 1 or more', () => keepBest(1.5, 'min')],
    ['keepEvery is NaN, wanted a whole number, 1 or more', () => keepEvery(Number.NaN)],
    ['keepPeriod is -1, wanted a whole number, 1 or more', () => keepPeriod(-1)],
  ])('%s', (message, make) => {
    expect(make).toThrow(message);
  });
});
