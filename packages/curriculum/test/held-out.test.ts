import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Curriculum, CurriculumError, type Level, standardLevels } from '../src/index.js';
import { isHeldOut } from '../src/is-held-out.js';
import { chiSquare, chiSquareLimit, draw, inputsOf, keyOf } from './rows.js';

const wordsOf = (inputs: Float32Array): Uint32Array =>
  new Uint32Array(inputs.buffer, inputs.byteOffset, inputs.length);

describe('the held-out rows', () => {
  const measured = new Curriculum({ seed: 42 });
  const heldOut = standardLevels.map((_, index) => measured.heldOut(index + 1));
  const heldOutKeys = new Set(heldOut.flatMap((batch) => inputsOf(batch).map(keyOf)));

  it('are 1,024 distinct ones of each level', () => {
    for (const [index, batch] of heldOut.entries()) {
      expect(batch.size).toBe(1024);
      expect(new Set(inputsOf(batch).map(keyOf)).size).toBe(1024);
      expect(new Set(batch.levels)).toEqual(new Set([index + 1]));
    }
  });

  it.each([
    ...standardLevels.map((_, index) => ({ seed: 42, startLevel: index + 1, maxLevel: index + 1 })),
    { seed: 7, order: 'shuffled' as const },
  ])('are not among the rows of %o, by brute force', (options) => {
    const curriculum = new Curriculum(options);
    const batch = curriculum.createBatch(1000);
    let common = 0;
    for (let round = 0; round < 30; round += 1) {
      batch.size = 0;
      curriculum.fill(batch, 1000);
      for (const inputs of inputsOf(batch)) if (heldOutKeys.has(keyOf(inputs))) common += 1;
    }
    expect(common).toBe(0);
  });

  it('of level 1 and the rows that train it make up all 10,000, with none on both sides', () => {
    const all = new Set(draw(standardLevels[0]!, 250_000).map(({ inputs }) => keyOf(inputs)));
    const training = new Set<string>();
    const curriculum = new Curriculum({ seed: 3, maxLevel: 1 });
    const batch = curriculum.createBatch(250_000);
    curriculum.fill(batch, 250_000);
    for (const inputs of inputsOf(batch)) training.add(keyOf(inputs));
    const rest = [...all].filter((key) => !training.has(key));
    // Binomial of 10,000 and 1/8: 1,250 ± 33; alpha = 1e-4 is 3.9 of them.
    expect(Math.abs(rest.length - 1250)).toBeLessThan(129);
    for (const inputs of inputsOf(heldOut[0]!)) expect(training.has(keyOf(inputs))).toBe(false);
  });

  it('are the same for every seed, order and moment, and drawing them moves no row', () => {
    const other = new Curriculum({ seed: -5, order: 'shuffled' });
    const twin = new Curriculum({ seed: -5, order: 'shuffled' });
    const [batch, twinBatch] = [other.createBatch(100), twin.createBatch(100)];
    other.fill(batch, 50);
    twin.fill(twinBatch, 50);
    expect(other.heldOut(6)).toEqual(heldOut[5]);
    expect(other.heldOut(6)).toBe(other.heldOut(6));
    other.fill(batch, 50);
    twin.fill(twinBatch, 50);
    expect(batch).toEqual(twinBatch);
  });

  it('are one row in eight, whatever the level', () => {
    for (const level of standardLevels) {
      const count = draw(level, 8000, 5).filter(({ inputs }) => isHeldOut(wordsOf(inputs))).length;
      // Rows of level 1 come more than once, so the share of its 10,000 adds to the noise: twice the limit.
      expect(chiSquare([count, 8000 - count], [1000, 7000])).toBeLessThan(2 * chiSquareLimit(1));
    }
  });

  it('are decided by the numbers alone: padding and the sign of zero change nothing', () => {
    const number = fc.float({ noNaN: true, noDefaultInfinity: true });
    fc.assert(
      fc.property(fc.array(number, { minLength: 1, maxLength: 20 }), fc.nat(10), (values, padding) => {
        const plain = Float32Array.from(values, (value) => value + 0);
        const padded = Float32Array.from([...values, ...new Array<number>(padding).fill(-0)]);
        expect(isHeldOut(wordsOf(padded))).toBe(isHeldOut(wordsOf(plain)));
      }),
    );
  });

  it('depend on each of the numbers and on their places', () => {
    const sides = (make: (index: number) => Float32Array) =>
      new Set(Array.from({ length: 64 }, (_, index) => isHeldOut(wordsOf(make(index))))).size;
    for (let place = 0; place < 63; place += 1) {
      expect(sides((index) => new Float32Array(63).fill(0.5).fill(index / 64, place, place + 1))).toBe(2);
    }
    expect(sides((index) => new Float32Array(64).fill(1, index, index + 1))).toBe(2);
  });

  const few = (distinct: number): Level => ({
    name: 'Few',
    domain: 'tiny',
    inputWidth: 1,
    generate: (random, { inputs }) => {
      inputs[0] = 1 + random.below(distinct);
    },
  });

  it('are refused for a level with too few distinct ones, and fill ends there too', () => {
    const error = capture(() => new Curriculum({ seed: 1, levels: [few(100)] }).heldOut(1));
    expect(error).toMatchObject({ code: 'LEVEL' });
    expect(error.message).toMatch(/level 1 \(Few\) has \d+ distinct held-out rows .* wanted 1024/);
    const small = new Curriculum({ seed: 1, levels: [few(100)], heldOutRows: 5 });
    expect(small.heldOut(1).size).toBe(5);

    const outcomes = Array.from({ length: 40 }, (_, shift) => {
      const one: Level = { ...few(1), generate: (_, { inputs }) => inputs.fill(shift + 1) };
      const curriculum = new Curriculum({ seed: 1, levels: [one] });
      return capture(() => curriculum.fill(curriculum.createBatch(1), 1))?.message ?? 'filled';
    });
    expect(new Set(outcomes)).toEqual(
      new Set(['filled', expect.stringMatching(/"Few" gave no training row in 2000 draws/)]),
    );
  });
});

function capture(action: () => unknown): CurriculumError {
  try {
    action();
  } catch (error) {
    if (CurriculumError.is(error)) return error;
    throw error;
  }
  return undefined as never;
}
