import { PerformanceObserver, performance } from 'node:perf_hooks';
import type { StateTree, StateValue } from '@graph/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  Curriculum,
  CurriculumError,
  type CurriculumOptions,
  type Level,
  type Policy,
} from '../src/index.js';
import { chiSquare, chiSquareLimit } from './rows.js';

const plain = (name: string, domain: string): Level => ({
  name,
  domain,
  inputWidth: 2,
  generate(random, { inputs, targets }) {
    inputs[0] = random.float();
    inputs[1] = random.float();
    targets[0] = inputs[0]! * inputs[1]!;
  },
});
const three = [plain('One', 'a'), plain('Two', 'b'), plain('Three', 'a')];

describe('fill', () => {
  it('gives the same rows however its calls are sliced', () => {
    const orders = fc.constantFrom<'curriculum' | 'shuffled'>('curriculum', 'shuffled');
    fc.assert(
      fc.property(fc.array(fc.nat(20), { maxLength: 10 }), orders, fc.integer(), (slices, order, seed) => {
        const count = slices.reduce((sum, slice) => sum + slice, 0) + 1;
        const options = { seed, order, levels: three, examplesPerLevel: 50 };
        const [whole, sliced] = [new Curriculum(options), new Curriculum(options)];
        const [a, b] = [whole.createBatch(count), sliced.createBatch(count)];
        const given = whole.fill(a, count);
        const givenSliced = [...slices, 1].reduce((sum, slice) => sum + sliced.fill(b, slice), 0);
        expect(givenSliced).toBe(given);
        expect(b).toEqual(a);
        expect(sliced.state()).toEqual(whole.state());
      }),
    );
  });

  it('appends: what is in the batch stays', () => {
    const curriculum = new Curriculum({ seed: 42 });
    const batch = curriculum.createBatch(20);
    curriculum.fill(batch, 5);
    const before = batch.inputs.data.slice(0, 5 * 63);
    expect(curriculum.fill(batch, 7)).toBe(7);
    expect(batch.size).toBe(12);
    expect(batch.inputs.data.slice(0, 5 * 63)).toEqual(before);
    expect(batch.inputs.data.slice(12 * 63).every((value) => value === 0)).toBe(true);
  });

  it('never crosses a change of level: fewer rows, then none, until observe has heard of them all', () => {
    const curriculum = new Curriculum({ seed: 1, levels: three, examplesPerLevel: 20 });
    const batch = curriculum.createBatch(100);
    expect(curriculum.fill(batch, 16)).toBe(16);
    expect(curriculum.fill(batch, 16)).toBe(4);
    expect(curriculum.fill(batch, 16)).toBe(0);
    expect(curriculum.observe(0.5, 16)).toBeUndefined();
    expect(curriculum.fill(batch, 16)).toBe(0);
    expect(curriculum.observe(0.5, 4)).toEqual({ kind: 'advance', from: 1, to: 2, reason: '20 examples' });
    expect(curriculum.fill(batch, 16)).toBe(16);
    expect([...batch.levels.subarray(18, 22)]).toEqual([1, 1, 2, 2]);
    expect([...batch.domains.subarray(18, 22)]).toEqual([0, 0, 1, 1]);
    expect([...curriculum.examplesByLevel]).toEqual([20, 16, 0]);
    expect(curriculum.examples).toBe(36);
  });

  it('never ends on the last level', () => {
    const curriculum = new Curriculum({ seed: 1, levels: three, examplesPerLevel: 5, maxLevel: 2 });
    const batch = curriculum.createBatch(1000);
    expect(curriculum.fill(batch, 5)).toBe(5);
    curriculum.observe(0, 5);
    expect(curriculum.fill(batch, 500)).toBe(500);
    expect(curriculum.observe(0, 500)).toBeUndefined();
    expect(curriculum.level).toBe(2);
  });

  it('gives rows of a level that do not depend on how long those before lasted', () => {
    const rowsOfTwo = [7, 30].map((examplesPerLevel) => {
      const curriculum = new Curriculum({ seed: 9, levels: three, examplesPerLevel });
      const first = curriculum.createBatch(30);
      curriculum.observe(1, curriculum.fill(first, 30));
      const batch = curriculum.createBatch(5);
      curriculum.fill(batch, 5);
      return batch;
    });
    expect(rowsOfTwo[0]).toEqual(rowsOfTwo[1]);
  });

  it('draws the levels from startLevel to maxLevel equally often when shuffled (chi-square, alpha 1e-4)', () => {
    const curriculum = new Curriculum({ seed: 42, order: 'shuffled', startLevel: 3, maxLevel: 6 });
    const batch = curriculum.createBatch(8000);
    expect(curriculum.fill(batch, 8000)).toBe(8000);
    const seen = [3, 4, 5, 6].map((level) => batch.levels.filter((value) => value === level).length);
    expect(seen).toEqual([...curriculum.examplesByLevel.subarray(2, 6)]);
    expect(chiSquare(seen, [2000, 2000, 2000, 2000])).toBeLessThan(chiSquareLimit(3));
    expect(curriculum.observe(1e-9, 8000)).toBeUndefined();
    expect(curriculum.level).toBe(6);
  });

  it('allocates nothing', async () => {
    const collections: number[] = [];
    const observer = new PerformanceObserver((list) => {
      collections.push(...list.getEntries().map((entry) => entry.startTime));
    });
    const curriculum = new Curriculum({ seed: 42, order: 'shuffled' });
    const batch = curriculum.createBatch(16);
    const run = (steps: number): void => {
      for (let step = 0; step < steps; step += 1) {
        batch.size = 0;
        curriculum.fill(batch, 16);
      }
    };
    const measure = async (): Promise<{ grown: number; events: number }> => {
      await new Promise((resolve) => setTimeout(resolve, 50));
      const before = process.memoryUsage().heapUsed;
      const start = performance.now();
      run(20_000);
      const end = performance.now();
      const grown = process.memoryUsage().heapUsed - before;
      await new Promise((resolve) => setTimeout(resolve, 50));
      return { grown, events: collections.filter((time) => time >= start && time <= end).length };
    };
    run(5000);
    observer.observe({ entryTypes: ['gc'] });
    // The engine compiles beside the test when it finds the time, and what is not compiled yet wraps numbers: warm up until
    // a round leaves no trace.
    for (let round = 0; round < 5; round += 1) {
      const { grown, events } = await measure();
      if (grown < 2 ** 20 && events === 0) break;
    }
    const { grown, events } = await measure();
    observer.disconnect();
    // One object of 16 bytes for each of 320,000 rows would be 5 MB or, when collected, an event.
    expect(events).toBe(0);
    expect(grown).toBeLessThan(2 ** 20);
  });

  it('hands a level a row of zeros, whatever the row before was', () => {
    const sparse: Level = {
      ...three[0]!,
      inputWidth: 4,
      targetWidth: 4,
      generate(random, { inputs, targets }) {
        const place = random.below(4);
        inputs[place] = 1 + random.float();
        targets[place] = 1;
      },
    };
    const curriculum = new Curriculum({ seed: 1, levels: [sparse] });
    const batch = curriculum.createBatch(50);
    curriculum.fill(batch, 50);
    for (const column of [batch.inputs.data, batch.targets.data])
      expect(column.filter((value) => value !== 0).length).toBe(50);
  });

  it('pads a narrower level with zeros', () => {
    const wide: Level = { ...plain('Wide', 'c'), inputWidth: 5, targetWidth: 2 };
    const curriculum = new Curriculum({ seed: 1, levels: [three[0]!, wide] });
    const batch = curriculum.createBatch(3);
    curriculum.fill(batch, 3);
    expect([curriculum.inputWidth, curriculum.targetWidth]).toEqual([5, 2]);
    for (let row = 0; row < 3; row += 1)
      expect([...batch.inputs.data.subarray(5 * row + 2, 5 * row + 5), batch.targets.get(row, 1)]).toEqual([
        0, 0, 0, 0,
      ]);
  });
});

describe('what is refused', () => {
  const base = { seed: 1, levels: three };
  it.each<[Readonly<Record<string, unknown>>, string, RegExp]>([
    [{ seed: 0.5 }, 'OPTION', /seed is 0.5, wanted a whole number/],
    [{ seed: Number.NaN }, 'OPTION', /seed is NaN/],
    [{ order: 'random' }, 'OPTION', /order is "random", wanted one of curriculum, shuffled/],
    [{ startLevel: 0 }, 'OPTION', /startLevel is 0, wanted a whole number from 1 to 3/],
    [{ startLevel: 4 }, 'OPTION', /startLevel is 4, wanted a whole number from 1 to 3/],
    [{ maxLevel: 9 }, 'OPTION', /maxLevel is 9, wanted a whole number from 1 to 3/],
    [
      { startLevel: 3, maxLevel: 2 },
      'OPTION',
      /startLevel is 3 and maxLevel 2, wanted startLevel ≤ maxLevel/,
    ],
    [{ examplesPerLevel: 0 }, 'OPTION', /examplesPerLevel is 0, wanted a whole number, 1 or more/],
    [{ examplesPerLevel: 1.5 }, 'OPTION', /examplesPerLevel is 1.5/],
    [{ advanceLoss: 0 }, 'OPTION', /advanceLoss is 0, wanted a number above 0/],
    [{ advanceLoss: Number.NaN }, 'OPTION', /advanceLoss is NaN/],
    [{ regressionLoss: -1 }, 'OPTION', /regressionLoss is -1/],
    [{ advanceLoss: 2, regressionLoss: 1 }, 'OPTION', /wanted advanceLoss < regressionLoss/],
    [{ allowRegression: true }, 'OPTION', /allowRegression is given without regressionLoss/],
    [{ smoothingRows: 1 }, 'OPTION', /smoothingRows is 1, wanted a whole number, 2 or more/],
    [{ patience: 1 }, 'OPTION', /patience is 1, wanted a whole number, 2 or more/],
    [{ heldOutRows: 0 }, 'OPTION', /heldOutRows is 0/],
    [{ policy: {}, advanceLoss: 1 }, 'OPTION', /advanceLoss and policy are both given/],
    [{ policy: {}, allowRegression: false }, 'OPTION', /allowRegression and policy are both given/],
    [{ allowRegression: 'yes' }, 'OPTION', /allowRegression is "yes", wanted true or false/],
    [{ policy: {} }, 'OPTION', /the policy's enter is undefined, wanted a function/],
    [{ policy: { enter: () => ({}) } }, 'OPTION', /the policy's observe is undefined/],
    [{ startLevl: 2 }, 'OPTION', /Curriculum has no option startLevl; did you mean startLevel\?/],
    [{ policy: { examplesPerLevel: -3 } }, 'OPTION', /the policy's examplesPerLevel is -3/],
    [{ levels: [] }, 'LEVEL', /there are 0 levels, wanted a list of 1 to 255/],
    [{ levels: new Array(256).fill(three[0]) }, 'LEVEL', /there are 256 levels/],
    [{ levels: 'three' }, 'LEVEL', /there are no levels/],
    [{ levels: [{ ...three[0], domain: undefined }] }, 'LEVEL', /domain of level 1 \(One\) is undefined/],
    [
      { levels: [{ ...three[0], generate: 3 }] },
      'LEVEL',
      /generate of level 1 \(One\) is 3, wanted a function/,
    ],
    [{ levels: [{ ...three[0], inputWidth: 0 }] }, 'LEVEL', /inputWidth of level 1 \(One\) is 0/],
    [{ levels: [{ ...three[0], targetWidth: 1.5 }] }, 'LEVEL', /targetWidth of level 1 \(One\) is 1.5/],
  ])('the options %o', (options, code, message) => {
    const error = capture(() => new Curriculum({ ...base, ...options } as CurriculumOptions));
    expect(error).toMatchObject({ code, message: expect.stringMatching(message) });
  });

  it('a batch of other widths, without room, or a count that does not fit', () => {
    const curriculum = new Curriculum(base);
    const other = new Curriculum({ seed: 1 }).createBatch(4);
    const batch = curriculum.createBatch(4);
    expect(capture(() => curriculum.fill(other, 1)).message).toMatch(
      /batch is 63 inputs and 1 targets wide, wanted 2 and 1/,
    );
    for (const count of [5, -1, 0.5, Number.NaN])
      expect(capture(() => curriculum.fill(batch, count)).message).toMatch(
        /wanted a whole number from 0 to 4/,
      );
    for (const capacity of [0, -1, 0.5, Number.NaN])
      expect(capture(() => curriculum.createBatch(capacity)).message).toMatch(
        /capacity is .*, wanted a whole number, 1 or more/,
      );
    expect([batch.size, curriculum.examples]).toEqual([0, 0]);
  });

  it('an observation that is not a number, or of more rows than were filled; nothing has changed then', () => {
    const curriculum = new Curriculum(base);
    const batch = curriculum.createBatch(8);
    curriculum.fill(batch, 8);
    const before = curriculum.state();
    for (const rows of [0, -1, 9, 0.5, Number.NaN])
      expect(capture(() => curriculum.observe(0.5, rows))).toMatchObject({
        code: 'OBSERVATION',
        message: expect.stringMatching(/wanted a whole number from 1 to 8/),
      });
    for (const loss of [Number.NaN, Number.POSITIVE_INFINITY])
      expect(capture(() => curriculum.observe(loss, 8)).message).toMatch(
        /wanted the finite mean loss of the 8 rows/,
      );
    expect(curriculum.state()).toEqual(before);
  });

  it.each(['inputs', 'targets'] as const)('a level that writes %s that are not finite', (column) => {
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY, 1e39]) {
      const broken: Level = { ...three[0]!, generate: (_, row) => row[column].fill(value) };
      const curriculum = new Curriculum({ seed: 1, levels: [broken] });
      const error = capture(() => curriculum.fill(curriculum.createBatch(1), 1));
      expect(error).toMatchObject({
        code: 'LEVEL',
        message: expect.stringMatching(/"One" wrote a number that is not finite/),
      });
    }
  });

  it('a held-out set of a level that is not there', () => {
    const curriculum = new Curriculum(base);
    for (const level of [0, 4, 1.5])
      expect(capture(() => curriculum.heldOut(level)).message).toMatch(/from 1 to 3/);
  });
});

describe('state', () => {
  type Step = { readonly rows: number; readonly loss: number };
  const steps = fc.array(
    fc.record({ rows: fc.integer({ min: 1, max: 40 }), loss: fc.double({ min: 0, max: 2, noNaN: true }) }),
    { minLength: 1, maxLength: 40 },
  );
  const options = fc.record({
    seed: fc.integer(),
    order: fc.constantFrom<'curriculum' | 'shuffled'>('curriculum', 'curriculum', 'shuffled'),
    startLevel: fc.constantFrom(1, 2),
    examplesPerLevel: fc.integer({ min: 30, max: 200 }),
    advanceLoss: fc.constantFrom(0.3, 0.9),
    regressionLoss: fc.constantFrom(1, 1.5),
    smoothingRows: fc.integer({ min: 2, max: 20 }),
    patience: fc.constantFrom(2, 3),
  });
  const play = (curriculum: Curriculum, script: readonly Step[]): unknown[] => {
    const batch = curriculum.createBatch(40);
    return script.map(({ rows, loss }) => {
      batch.size = 0;
      const given = curriculum.fill(batch, rows);
      // Half of the rows of some steps stay unobserved for the next one, as pending rows do.
      const change =
        given === 0 ? curriculum.observe(loss, 1) : curriculum.observe(loss, Math.ceil(given / 2));
      return [given, change, Array.from(batch.inputs.data), [...batch.levels], curriculum.state()];
    });
  };

  it('resumes from any point as if nothing had been', () => {
    let changes = 0;
    fc.assert(
      fc.property(options, steps, steps, (given, before, after) => {
        const all = { ...given, levels: three };
        const original = new Curriculum(all);
        play(original, before);
        const state = structuredClone(original.state());
        const twin = Curriculum.from(state, all);
        expect(twin.state()).toEqual(original.state());
        const expected = play(original, after);
        changes += expected.filter((step) => (step as unknown[])[1] !== undefined).length;
        expect(play(twin, after)).toEqual(expected);
        // What was taken out or put in is a copy: neither curriculum has changed it.
        expect(Curriculum.from(state, all).examples).toBe(
          state.levels.reduce((sum, level) => sum + level.examples, 0),
        );
      }),
    );
    expect(changes).toBeGreaterThan(10);
  });

  it('of the standard levels is less than 2 KB and resumes with the same rows', () => {
    const original = new Curriculum({ seed: 42, examplesPerLevel: 10 });
    const batch = original.createBatch(100);
    while (original.level < 6) original.observe(1, original.fill(batch, 10));
    const twin = Curriculum.from(structuredClone(original.state()), { seed: 42, examplesPerLevel: 10 });
    const [a, b] = [original.createBatch(10), original.createBatch(10)];
    original.fill(a, 10);
    twin.fill(b, 10);
    expect(b).toEqual(a);
    expect(JSON.stringify(original.state()).length).toBeLessThan(2048);
  });

  it('is refused when it is of other options, or damaged', () => {
    const given = { seed: 1, levels: three, startLevel: 2 };
    const state = new Curriculum(given).state();
    const refused = (from: unknown, options: CurriculumOptions) =>
      capture(() => Curriculum.from(from as typeof state, options));
    expect(refused(state, { ...given, seed: 2 }).message).toMatch(/seed of the state is 1, of the options 2/);
    expect(refused(state, { ...given, order: 'shuffled' }).message).toMatch(
      /order of the state is curriculum/,
    );
    expect(refused(state, { ...given, startLevel: 1 }).message).toMatch(
      /startLevel of the state is 2, of the options 1/,
    );
    expect(refused(state, { ...given, maxLevel: 2 }).message).toMatch(
      /maxLevel of the state is 3, of the options 2/,
    );
    expect(refused(state, { ...given, levels: three.slice(0, 2), maxLevel: 2 }).code).toBe('STATE');
    const renamed = [three[0]!, three[1]!, plain('Trois', 'a')];
    expect(refused(state, { ...given, levels: renamed }).message).toMatch(
      /levels of the state is One, Two, Three/,
    );
    const broken = [
      {},
      { ...state, walk: undefined },
      { ...state, orderRandom: undefined },
      { ...state, levels: state.levels.map((level) => ({ ...level, random: {} })) },
      { ...state, levels: state.levels.map((level) => ({ ...level, examples: -1 })) },
      ...[
        { level: 1 },
        { level: 4 },
        { generated: -1 },
        { observed: 1 },
        { carried: 0.5 },
        { policy: null },
      ].map((part) => ({ ...state, walk: { ...state.walk, ...part } })),
    ];
    for (const damaged of broken) expect(refused(damaged, given).code, JSON.stringify(damaged)).toBe('STATE');
    for (const other of [null, undefined, 7, [], { ...state, kind: 'walk' }, { ...state, version: 2 }])
      expect(refused(other, given).code).toBe('STATE');
  });

  it('is refused or restored as it is, when any field of it is missing or another', () => {
    const given = { seed: 1, levels: three, startLevel: 1, advanceLoss: 0.1, smoothingRows: 10 };
    const original = new Curriculum(given);
    const batch = original.createBatch(100);
    original.fill(batch, 100);
    for (const [loss, rows] of [
      [0.5, 12],
      [1, 10],
      [0.01, 5],
    ] as const)
      original.observe(loss, rows);
    const state = original.state();
    expect(state.walk.policy).toMatchObject({ kind: 'standard-policy', lossSum: 0.05, smoothedLoss: 1 });
    let restored = 0;
    for (const path of pathsOf(state)) {
      const at = path.join('.');
      expect(() => Curriculum.from(replaced(state, path), given), at).toThrow(isStateError);
      for (const value of [
        null,
        -1,
        0,
        0.5,
        2,
        Number.NaN,
        'x',
        true,
        [],
        {},
        new Int32Array(4),
        new Float64Array(4),
      ]) {
        const broken = replaced(state, path, value);
        try {
          const twin = Curriculum.from(broken, given);
          expect(twin.state(), `${at} is ${String(value)}`).toEqual(broken);
          restored += 1;
        } catch (error) {
          expect(error, `${at} is ${String(value)}`).toEqual(isStateError);
        }
      }
    }
    expect(restored).toBeGreaterThan(20);
  });

  it('of the standard policy is not one of another policy', () => {
    const given = { seed: 1, levels: three };
    const other: Policy = { enter: () => ({ rows: 0 }), observe: () => ({ kind: 'stay' }) };
    const state = new Curriculum({ ...given, policy: other }).state();
    expect(() => Curriculum.from(state, given)).toThrow(/policy in the state of walk cannot be restored/);
  });
});

const isStateError = expect.objectContaining({ name: 'CurriculumError', code: 'STATE' });

/** Where the values of a tree are, those of its branches too. */
function pathsOf(tree: StateTree): string[][] {
  return Object.entries(tree).flatMap(([key, value]) => [
    [key],
    ...(typeof value === 'object' && value !== null && !ArrayBuffer.isView(value)
      ? pathsOf(value as StateTree).map((path) => [key, ...path])
      : []),
  ]);
}

/** The tree with another value at `path`, or without it. */
function replaced(tree: StateTree, [key, ...path]: readonly string[], value?: StateValue): StateTree {
  const copy: Record<string, StateValue> = { ...tree };
  const part = copy[key!]!;
  if (path.length > 0) {
    const branch = replaced(part as StateTree, path, value);
    copy[key!] = Array.isArray(part) ? Object.values(branch) : branch;
  } else if (value === undefined) delete copy[key!];
  else copy[key!] = value;
  return copy;
}

function capture(action: () => unknown): CurriculumError {
  try {
    action();
  } catch (error) {
    if (CurriculumError.is(error)) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}
