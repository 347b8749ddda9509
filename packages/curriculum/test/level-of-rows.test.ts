import { describe, expect, it } from 'vitest';
import { levelContract } from '../src/contract/index.js';
import { Curriculum, levelOfRows, standardLevels } from '../src/index.js';

const listsOf = (length: number) => ({
  inputs: Array.from({ length }, (_, at) => [at / 400, (at * 7) % 13]),
  targets: Array.from({ length }, (_, at) => [at]),
});
const LISTS = listsOf(400);
const LEVEL = levelOfRows('Rows', 'own', LISTS);
const OPTIONS = { seed: 5, levels: [LEVEL] };

describe('a level of rows', () => {
  for (const { name, run } of levelContract(() => levelOfRows('Rows', 'own', listsOf(1000)))) it(name, run);

  it('gives each of them but the held-out ones, about as often', () => {
    const curriculum = new Curriculum(OPTIONS);
    const heldOut = new Set(curriculum.heldOut(1).targets.data.slice(0, curriculum.heldOut(1).size));
    // About one in eight of 400; all of them, since they are fewer than 1,024.
    expect(curriculum.heldOut(1).size).toBe(heldOut.size);
    expect(heldOut.size).toBeGreaterThan(30);
    expect(heldOut.size).toBeLessThan(70);
    const batch = curriculum.createBatch(40_000);
    curriculum.fill(batch, 40_000);
    const counts = new Map<number, number>();
    for (const target of batch.targets.data) counts.set(target, (counts.get(target) ?? 0) + 1);
    expect([...counts.keys()].filter((target) => heldOut.has(target))).toEqual([]);
    expect(counts.size).toBe(400 - heldOut.size);
    // Poisson with a mean of about 114: five deviations.
    for (const count of counts.values()) expect(Math.abs(count - 40_000 / counts.size)).toBeLessThan(54);
  });

  it('holds out no more than is wanted, the same for every seed, and each row once', () => {
    const some = [1, 2].map((seed) => new Curriculum({ ...OPTIONS, seed, heldOutRows: 10 }).heldOut(1));
    expect(some[0]!.size).toBe(10);
    expect(some[0]!.targets.data).toEqual(some[1]!.targets.data);
    const twice = levelOfRows('Rows', 'own', {
      inputs: [...LISTS.inputs, ...LISTS.inputs],
      targets: [...LISTS.targets, ...LISTS.targets],
    });
    expect(new Curriculum({ seed: 1, levels: [twice] }).heldOut(1).size).toBe(
      new Curriculum(OPTIONS).heldOut(1).size,
    );
  });

  it('keeps its side beside wider levels', () => {
    const beside = new Curriculum({ seed: 1, levels: [LEVEL, ...standardLevels] });
    const alone = new Curriculum(OPTIONS);
    const targetsOf = ({ targets, size }: ReturnType<Curriculum['heldOut']>) =>
      [...targets.data.slice(0, size)].sort((a, b) => a - b);
    expect(targetsOf(beside.heldOut(1))).toEqual(targetsOf(alone.heldOut(1)));
  });

  it('is continued with the same rows only', () => {
    const curriculum = new Curriculum(OPTIONS);
    curriculum.fill(curriculum.createBatch(20), 20);
    const state = structuredClone(curriculum.state());
    const batches = [curriculum, Curriculum.from(state, OPTIONS)].map((one) => {
      const batch = one.createBatch(30);
      one.fill(batch, 30);
      return batch.inputs.data;
    });
    expect(batches[0]).toEqual(batches[1]);
    const targets = LISTS.targets.map(([target]) => [target === 7 ? 7.5 : target!]);
    const other = levelOfRows('Rows', 'own', { ...LISTS, targets });
    for (const levels of [[other], [{ ...LEVEL, rows: undefined }]])
      expect(() => Curriculum.from(state, { seed: 5, levels: levels as never })).toThrow(
        expect.objectContaining({ code: 'STATE', message: expect.stringContaining('levels of the state') }),
      );
  });

  it.each([
    [{ inputs: [], targets: [] }, /0 rows of inputs and 0 of targets/],
    [{ inputs: [[1]], targets: [] }, /1 rows of inputs and 0 of targets/],
    [{ inputs: [[1], [1, 2]], targets: [[1], [1]] }, /row 2 of the level "x" has 2 inputs, wanted 1/],
    [{ inputs: [[]], targets: [[1]] }, /row 1 of the level "x" has 0 inputs, wanted at least 1/],
    [{ inputs: [[1], [2]], targets: [[1], [1e60]] }, /row 2 of the level "x" has a number among its targets/],
  ])('refuses %j', (rows, message) => {
    expect(() => levelOfRows('x', 'own', rows)).toThrow(message);
    expect(() => levelOfRows('x', 'own', rows)).toThrow(expect.objectContaining({ code: 'LEVEL' }));
  });

  it('needs a row on either side', () => {
    for (const { inputs, count } of [
      { inputs: [[1], [1]], count: 2 },
      { inputs: LISTS.inputs.slice(0, 3), count: 3 },
    ])
      expect(() => levelOfRows('few', 'own', { inputs, targets: inputs.map(() => [1]) })).toThrow(
        new RegExp(`of the ${count} rows of the level "few" [0-3] are held out`),
      );
  });
});
