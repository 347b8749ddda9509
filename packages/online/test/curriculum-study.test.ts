import { describe, expect, it } from 'vitest';
import {
  CURRICULUM_POLICIES,
  type CurriculumCell,
  curriculumMarkdown,
  curriculumPolicy,
  curriculumStudy,
  curriculumTable,
} from '../src/index.js';

const LEVEL = (name: string, factor: number) => ({
  name,
  domain: name,
  inputWidth: 2,
  generate: (random: { float(): number }, row: { inputs: Float32Array; targets: Float32Array }): void => {
    row.inputs.set([random.float(), factor]);
    row.targets[0] = row.inputs[0]! * factor;
  },
});
const SMALL = {
  examples: 60,
  levels: [LEVEL('one', 1), LEVEL('two', -1)],
  learning: { batchSize: 8, updatesPerBatch: 1, network: { hidden: [4] } },
};

describe('a study of curricula', () => {
  it('learns with each policy and seed, and says what is known and what it took', () => {
    let time = 0;
    const cells = [
      ...curriculumStudy({
        ...SMALL,
        policies: ['even', 'last', 'unlearned'].map((name) => curriculumPolicy(name as 'even', 60, 2)),
        seeds: [1, 2],
        cpuSeconds: () => (time += 0.25),
      }),
    ];
    expect(cells.map(({ policy, seed }) => [policy, seed])).toEqual([
      ['even', 1],
      ['even', 2],
      ['last', 1],
      ['last', 2],
      ['unlearned', 1],
      ['unlearned', 2],
    ]);
    for (const { r2, average, cpuSeconds } of cells) {
      expect(average).toBeCloseTo((r2[0]! + r2[1]!) / 2, 12);
      expect(cpuSeconds).toBe(0.25);
    }
    expect(cells.map(({ examples }) => examples)).toEqual([
      [30, 30],
      [30, 30],
      [60, 0],
      [60, 0],
      [60, 0],
      [60, 0],
    ]);
    expect(curriculumTable(cells).map(({ policy, seeds }) => [policy, seeds])).toEqual([
      ['even', 2],
      ['last', 2],
      ['unlearned', 2],
    ]);
  });

  it('has a policy of every name', () => {
    for (const name of CURRICULUM_POLICIES) {
      const { settings } = curriculumPolicy(name, 60, 2);
      const policies = [{ name, settings: { examplesPerLevel: 10, ...settings } }];
      const [cell] = curriculumStudy({ ...SMALL, policies, seeds: [3] });
      expect(cell!.examples.reduce((sum, rows) => sum + rows, 0)).toBe(60);
    }
  });

  it('refuses what cannot be learned', () => {
    const policies = [curriculumPolicy('last', 60, 2)];
    expect(() => [...curriculumStudy({ ...SMALL, policies, seeds: [1], examples: 0 })]).toThrow(
      expect.objectContaining({ code: 'OPTION' }),
    );
  });

  it('is printed with mean and standard error', () => {
    const cell = (seed: number, r2: readonly number[]): CurriculumCell => ({
      ...{ policy: 'even', seed, r2, average: (r2[0]! + r2[1]!) / 2, examples: [30, 30], cpuSeconds: 0.5 },
    });
    const cells = [cell(1, [0.5, 0.7]), cell(2, [0.7, 0.9])];
    const [row] = curriculumTable(cells);
    expect(row!.average.mean).toBeCloseTo(0.7, 12);
    // Deviation √0.02 over √2.
    expect(row!.average.error).toBeCloseTo(0.1, 12);
    expect(row!.levels[0]!.mean).toBeCloseTo(0.6, 12);
    expect(curriculumMarkdown([row!])).toBe(
      '| policy | seeds | average | level 1 | level 2 | CPU s |\n| --- | ---: | ---: | ---: | ---: | ---: |\n' +
        '| even | 2 | 0.7000 ± 0.1000 | 0.600 | 0.800 | 0.50 |\n',
    );
    expect(curriculumTable(cells.slice(1))[0]!.average.error).toBeNull();
    expect(curriculumMarkdown([])).toBe(
      '| policy | seeds | average | CPU s |\n| --- | ---: | ---: | ---: |\n',
    );
  });
});
