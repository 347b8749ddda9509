import { describe, expect, it } from 'vitest';
import { trainSettings } from '../dist/settings/train-settings.js';
import { checkMemory } from '../dist/training/check-memory.js';

const stream = {
  inputWidth: 20,
  outputWidth: 1,
  memorySchema: {
    inputs: { dtype: 'float32', shape: [20] },
    targets: { dtype: 'float32', shape: [1] },
    domains: { dtype: 'uint16', shape: [] },
  },
} as const;
type Wanted = Parameters<typeof checkMemory>[0];
const usual: Wanted = { hidden: [64, 64], grow: undefined, 'replay-capacity': 10_000 };
const GB = 1e9;

/** The first number that a refusal says can be had. */
function advised(change: Partial<Wanted>, pattern: RegExp, available: number): number {
  try {
    checkMemory({ ...usual, ...change }, stream, available);
  } catch (error) {
    const found = pattern.exec((error as Error).message);
    if (found !== null) return Number(found[1]!.replaceAll(',', ''));
    throw error;
  }
  throw new Error('it was not refused');
}

describe('what a machine cannot hold', () => {
  it.each([1 * GB, 24 * GB, 500 * GB])(
    'is refused with the number that it can, with %d bytes left',
    (available) => {
      const rows = advised({ 'replay-capacity': 1e9 }, /lower it to ([\d,]+) or less/, available);
      expect(rows).toBeLessThan(2 ** 32 / 100);
      expect(() => checkMemory({ ...usual, 'replay-capacity': rows }, stream, available)).not.toThrow();
      expect(() => checkMemory({ ...usual, 'replay-capacity': rows + 1 }, stream, available)).toThrow(
        /lower it/,
      );

      const neurons = advised({ hidden: [16_384, 16_384] }, /2 layers ([\d,]+) neurons each/, available);
      expect(() => checkMemory({ ...usual, hidden: [neurons, neurons] }, stream, available)).not.toThrow();
      expect(() =>
        checkMemory({ ...usual, hidden: [neurons + 1, neurons + 1] }, stream, available),
      ).toThrow();

      const hidden = [4096, 64];
      const grow = advised({ hidden, grow: 65_536 }, /lower it to ([\d,]+) or less/, available);
      expect(() => checkMemory({ ...usual, hidden, grow }, stream, available)).not.toThrow();
    },
  );
});

describe('every setting with a range of whole numbers', () => {
  const ranges = Object.entries(trainSettings).flatMap(([name, { range, parse }]) => {
    const found = /from (-?\d+) to (\d+)/.exec(range);
    return found === null || range.includes('commas')
      ? []
      : [{ name, parse, least: Number(found[1]), most: Number(found[2]) }];
  });

  it.each(ranges)('--$name takes $least and $most, and nothing beyond', ({ name, parse, least, most }) => {
    expect([parse(String(least)), parse(String(most))], name).toEqual([least, most]);
    expect(parse(String(least - 1))).toBeUndefined();
    expect(parse(String(most + 1))).toBeUndefined();
  });
});
