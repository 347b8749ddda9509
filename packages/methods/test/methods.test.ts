import { describe, expect, it } from 'vitest';
import {
  aGem,
  averagedWeights,
  classMeans,
  darkExperienceReplay,
  erAce,
  experienceReplay,
  fineTuning,
  gdumb,
  learningWithoutForgetting,
  type Method,
  maximallyInterferedRetrieval,
} from '../src/index.js';
import { createLearner, runStream } from './stream.js';

const seeds = [1, 2, 3, 4, 5, 6];
const past = { otherTasksOnly: true };

/** With each of 6 seeds better than fine-tuning by chance: 1 / 64. */
const ALPHA = 1 / 64;

const rehearsing: readonly (readonly [string, () => Method, object])[] = [
  ['ER', () => experienceReplay(), {}],
  ['ER, sum of two means, of past tasks', () => experienceReplay({ loss: 'sum' }), past],
  ['ER-ACE', erAce, {}],
  ['DER', () => darkExperienceReplay({ beta: 0 }), {}],
  ['DER++', () => darkExperienceReplay(), {}],
  ['A-GEM', aGem, past],
  ['MIR', () => maximallyInterferedRetrieval({ candidates: 30 }), past],
  ['GDumb', () => gdumb({ passes: 20 }), {}],
  ['averaged weights', () => averagedWeights({ decay: 0.95 }), {}],
  ['class means', () => classMeans(), {}],
  ['class means of DER++', () => classMeans({ train: darkExperienceReplay() }), {}],
];

describe('on classes that come two by two, told apart among all', () => {
  const plain = seeds.map((seed) => runStream(createLearner(fineTuning(), seed), seed));

  it('plain learning forgets', () => {
    for (const { forgetting } of plain) expect(forgetting).toBeGreaterThan(0.2);
  });

  it.each(rehearsing)('%s forgets less, with every seed', (_, make, options) => {
    expect(2 ** -seeds.length).toBeLessThanOrEqual(ALPHA);
    for (const [at, seed] of seeds.entries()) {
      const run = runStream(createLearner(make(), seed, options), seed);
      expect(run.forgetting).toBeLessThan(plain[at]!.forgetting);
      expect(run.accuracy).toBeGreaterThan(plain[at]!.accuracy);
    }
  });
});

describe('on classes that come two by two, told apart within their task', () => {
  it('learning without forgetting keeps what it knew, with no row remembered', () => {
    for (const seed of seeds) {
      const long = { batches: 200, noise: 0.8 };
      const [plain, held] = [fineTuning(), learningWithoutForgetting()].map(
        (method) => runStream(createLearner(method, seed, {}, 0.2), seed, long).ofTask,
      );
      expect(held).toBeGreaterThan(plain!);
    }
  });
});
