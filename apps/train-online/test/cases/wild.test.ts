import { expect, it } from 'vitest';
import { type Figures, learnCase } from './learn-case.ts';

/** Rows until the wild value has been forgotten, and rows that are looked at then. */
const [FROM, UNTIL] = [2000, 2600];

/** The mean absolute error of the rows between those two moments. */
function lateError(before: Figures, after: Figures): number {
  const sum = (figures: Figures) => figures['mae']! * figures['rows']!;
  return (sum(after) - sum(before)) / (after['rows']! - before['rows']!);
}

async function spiked(name: string) {
  const { metrics, marked } = await learnCase(name, 'y', { examples: String(UNTIL) }, [FROM]);
  const counts = metrics as unknown as {
    readonly wild?: { readonly rows: number };
    readonly wildValues?: readonly { readonly name: string; readonly rejected: number }[];
  };
  return { error: lateError(marked[0]!, metrics), rejected: counts.wildValues, wild: counts.wild?.rows };
}

/** The error of the same rows without a wild value. */
let clean = Number.NaN;

it('spike-none.csv has nothing wild', async () => {
  const { error, rejected, wild } = await spiked('spike-none.csv');
  expect([rejected, wild]).toEqual([undefined, undefined]);
  clean = error;
});

it.each([
  ['spike-input-1e6.csv', 'x', undefined],
  ['spike-input-1e9.csv', 'x', undefined],
  ['spike-input-first.csv', 'x', undefined],
  ['spike-target.csv', 'y', 1],
  ['spike-target-1e9.csv', 'y', 1],
])(
  '%s: a thousand rows later it is as if it had not come, and its column is named',
  async (name, column, wild) => {
    const found = await spiked(name);
    expect(found.error).toBeLessThan(1.5 * clean);
    expect(found.rejected).toEqual([expect.objectContaining({ name: column, rejected: 1 })]);
    expect(found.wild).toBe(wild);
  },
);

it('sentinel.csv: -999 is no number, and that is said', async () => {
  const { metrics, notes } = await learnCase('sentinel.csv', 'y', { examples: '3000' });
  expect(metrics['mae']).toBeLessThanOrEqual(0.15);
  expect(notes.join('\n')).toContain('-999');
});
