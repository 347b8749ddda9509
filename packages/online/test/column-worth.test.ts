import { Random } from '@graph/core';
import { describe, expect, it } from 'vitest';
import { columnWorths, OnlineError, OnlineModel, type OnlineModelOptions } from '../src/index.ts';

/** A model of rows whose target needs `a` most, `kind` less, and `junk` not at all. */
function trained(
  options: Partial<OnlineModelOptions>,
  rows: number,
  target: (a: number, b: boolean) => unknown,
) {
  const model = new OnlineModel({ target: 'y', seed: 3, ...options });
  const random = Random.fromSeed(1, 'rows');
  for (let row = 0; row < rows; row += 1) {
    const a = random.float();
    const b = random.float() < 0.5;
    model.learnOne({ junk: random.float(), kind: b ? 'red' : 'blue', a, y: target(a, b) });
  }
  const { model: state, session } = model.state();
  return { model: state, memory: session!['memory'] as never };
}

describe.each(['network', 'mixture'] as const)('columnWorths of a %s', (learner) => {
  it('tells the columns that a number needs from those that it does not', () => {
    const state = trained({ learner }, 600, (a, b) => 4 * a + (b ? 1 : 0));
    const worths = columnWorths(state)!;
    expect(worths.rows).toBe(256);
    expect(worths.columns.map(({ name }) => name)).toEqual(['a', 'kind', 'junk']);
    const [a, kind, junk] = worths.columns.map(({ increase }) => increase);
    // Values of other rows are as wrong as twice the variance that the column explains: of 4a 4/3, of the kind 1/4.
    expect(a! / kind!).toBeGreaterThan(2);
    expect(a!).toBeGreaterThan(1);
    expect(Math.abs(junk!)).toBeLessThan(0.05);
  });

  it('does so of yes and no, and of classes', () => {
    for (const words of [
      [false, true],
      ['x', 'y', 'z'],
    ]) {
      const state = trained({ learner }, 600, (a, b) =>
        b ? words.at(-1) : words[a < 0.5 ? 0 : words.length - 2],
      );
      const { columns } = columnWorths(state)!;
      expect(columns[0]!.name).toBe('kind');
      expect(columns[0]!.increase).toBeGreaterThan(0.3);
      expect(columns.find(({ name }) => name === 'junk')!.increase).toBeLessThan(0.05);
    }
  });
});

it('changes nothing, and gives the same figures again', () => {
  const state = trained({ learner: 'network' }, 200, (a) => a);
  const before = JSON.stringify(columnWorths(state, { rows: 50 }));
  expect(JSON.stringify(columnWorths(state, { rows: 50 }))).toBe(before);
  expect(JSON.stringify(columnWorths(state, { rows: 50, seed: 9 }))).not.toBe(before);
});

it('has nothing to say before two rows, and refuses what it does not know', () => {
  const one = trained({ learner: 'network' }, 1, (a) => a);
  expect(columnWorths(one)).toBeUndefined();
  for (const options of [{ rows: 1 }, { rows: 2.5 }, { seed: Number.NaN }, { rowz: 3 }])
    expect(() => columnWorths(one, options as never)).toThrow(OnlineError);
});
