import type { StateTree } from '@graph/core';
import { ContractError } from '@graph/core/contract';
import { describe, expect, it } from 'vitest';
import { levelContract, policyContract } from '../src/contract/index.js';
import { type Level, mixedLevel, type Policy, standardLevels, standardPolicy } from '../src/index.js';

const good: Level = {
  name: 'Product',
  domain: 'own',
  inputWidth: 2,
  generate(random, { inputs, targets }) {
    inputs[0] = random.float();
    inputs[1] = random.float();
    targets[0] = inputs[0]! * inputs[1]!;
  },
};

describe.each(
  [...standardLevels, good, mixedLevel('Both', 'mixed', [good, standardLevels[0]!])].map(
    (level) => [level.name, level] as const,
  ),
)('the level %s', (_, level) => {
  for (const { name, run } of levelContract(() => level)) it(name, run);
});

describe('a broken level', () => {
  let calls = 0;
  const count = (): number => {
    calls += 1;
    return calls;
  };
  let kept: Float32Array | undefined;
  const [widths, numbers, repeats, earlier, distinct] = levelContract(() => good).map(({ name }) => name);

  it.each<[string, Partial<Record<keyof Level, unknown>>, string | undefined]>([
    ['has no domain', { domain: '' }, widths],
    ['has half a number', { inputWidth: 1.5 }, widths],
    ['has no target', { targetWidth: 0 }, widths],
    ['writes beyond its width', { inputWidth: 1 }, numbers],
    ['writes NaN', { ...generate(({ targets }) => targets.fill(Number.NaN, 0, 1)) }, numbers],
    ['counts its calls', { ...generate(({ inputs }) => inputs.fill(count(), 0, 1)) }, repeats],
    [
      'draws a random number at the first call only',
      {
        generate: (random: { float(): number }, { inputs }: { inputs: Float32Array }) => {
          inputs[0] = random.float();
          if (count() % 200 === 150) random.float();
        },
      },
      repeats,
    ],
    [
      'writes to an earlier row',
      {
        ...generate(({ inputs }) => {
          kept?.fill(7, 0, 1);
          kept = inputs;
        }),
      },
      earlier,
    ],
    ['writes one row', { generate: () => undefined }, distinct],
  ])('that %s fails the suite', async (_, part, name) => {
    const suite = levelContract(() => ({ ...good, ...part }) as Level);
    const found = suite.find((each) => each.name === name)!;
    await expect((async () => found.run())()).rejects.toThrow();
  });

  function generate(
    also: (row: { inputs: Float32Array; targets: Float32Array }) => void,
  ): Pick<Level, 'generate'> {
    return {
      generate(random, row) {
        good.generate(random, row);
        also(row);
      },
    };
  }
});

describe.each<[string, () => Policy]>([
  ['standard', () => standardPolicy()],
  [
    'standard, with thresholds',
    () => standardPolicy({ advanceLoss: 0.1, regressionLoss: 2, smoothingRows: 20 }),
  ],
  [
    'that moves on with the first good loss',
    () => ({
      enter: () => ({}),
      observe: (_, { loss }) => (loss < 0.01 ? { kind: 'advance', reason: 'good' } : { kind: 'stay' }),
    }),
  ],
])('the policy %s', (_, make) => {
  for (const { name, run } of policyContract(make)) it(name, run);
});

describe('a broken policy', () => {
  type Sum = { sum: number };
  const summing: Policy<Sum> = {
    enter: () => ({ sum: 0 }),
    observe(state, { loss }) {
      state.sum += loss;
      return state.sum < 50 ? { kind: 'stay' } : { kind: 'advance', reason: `sum ${state.sum}` };
    },
  };
  const [limit, decides, enters, remembers, keeps, resumes, refuses] = policyContract(() => summing).map(
    ({ name }) => name,
  );

  it.each<[string, () => Policy, string | undefined]>([
    ['has half an example', () => ({ ...summing, examplesPerLevel: 0.5 }), limit],
    [
      'decides to rest',
      () => ({ ...summing, observe: () => ({ kind: 'rest' as never, reason: '' }) }),
      decides,
    ],
    ['has no reason', () => ({ ...summing, observe: () => ({ kind: 'advance' }) as never }), decides],
    [
      'enters with one state',
      () => {
        const state = { sum: 0 };
        return { ...summing, enter: () => state };
      },
      enters,
    ],
    [
      'counts beside its state',
      () => {
        let count = 0;
        return {
          ...summing,
          observe: () => {
            count += 1;
            return count < 100 ? { kind: 'stay' } : { kind: 'advance', reason: 'many' };
          },
        };
      },
      remembers,
    ],
    [
      'keeps the observation',
      () => ({
        enter: () => ({ last: {} }),
        observe(state: { last: StateTree }, progress) {
          state.last = progress;
          return { kind: 'stay' };
        },
      }),
      keeps,
    ],
    [
      'keeps what no copy has',
      () => {
        const sums = new WeakMap<object, number>();
        return {
          ...summing,
          observe(state: Sum, { loss }) {
            sums.set(state, (sums.get(state) ?? 0) + loss);
            return sums.get(state)! < 50 ? { kind: 'stay' } : { kind: 'advance', reason: 'sum' };
          },
        };
      },
      resumes,
    ],
    ['checks nothing', () => ({ ...summing, check: () => undefined }), refuses],
  ])('that %s fails the suite', (_, make, name) => {
    const found = policyContract(make).find((each) => each.name === name)!;
    expect(found.run).toThrow(ContractError);
  });

  it('is not what these are made of', () => {
    for (const { run } of policyContract(() => summing)) expect(run).not.toThrow();
  });
});
