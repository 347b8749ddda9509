import { createHash } from 'node:crypto';
import { Random, type StateTree } from '@graph/core';
import { describe, expect, it } from 'vitest';
import {
  Adwin,
  Ddm,
  Kswin,
  PageHinkley,
  PairedProbes,
  PrequentialClassification,
  PrequentialRegression,
  RehearsalFocus,
} from '../src/index.js';

/** Digest of the figures in a state: its text without headers, arrays by their bytes. */
function digest(state: StateTree): string {
  const text = JSON.stringify(state, (_, value: unknown) => {
    if (ArrayBuffer.isView(value)) return base64(value);
    if (typeof value !== 'object' || value === null || !('kind' in value)) return value;
    const { kind, version, ...fields } = value as StateTree;
    // As states were written when these digests were made: they are the same bits still.
    if (kind === 'xoroshiro128plus') return base64(Float64Array.from(fields['words'] as Int32Array));
    return METHODS.includes(kind as string) ? { method: kind!, ...fields } : fields;
  });
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

const METHODS = ['adwin', 'ddm', 'kswin', 'page-hinkley'];

function base64({ buffer, byteLength, byteOffset }: ArrayBufferView): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString('base64');
}

describe('after 5,000 rows', () => {
  const random = Random.fromSeed(42, 'golden');
  const values = Array.from({ length: 5000 }, (_, row) => random.float() * (row < 2500 ? 0.5 : 1));

  it.each<[string, { state(): StateTree }, (value: number, row: number, it: never) => unknown, string]>([
    ['Adwin', new Adwin(), (value, _, it: Adwin) => it.update(value), 'd78b5977ecab64df'],
    ['Ddm', new Ddm(), (value, _, it: Ddm) => it.update(value), 'e4bfda098f3dbee3'],
    ['PageHinkley', new PageHinkley(), (value, _, it: PageHinkley) => it.update(value), '83fdcee224a819f9'],
    ['Kswin', new Kswin({ seed: 7 }), (value, _, it: Kswin) => it.update(value), 'ef0951aebf958c1c'],
    [
      'RehearsalFocus',
      new RehearsalFocus({ memoryRows: 4000 }),
      // The longer its view, the more errors: it is called back.
      (value, row, it: RehearsalFocus) => [
        it.update(it.viewRows < 800 ? value * 0.88 : value),
        row === 4900 && it.outdate(100),
      ],
      '0b2b0a20d3ea5137',
    ],
    [
      'PairedProbes',
      new PairedProbes({ width: 2, longRows: 1000 }),
      (value, row, it: PairedProbes) => it.update([value, row % 7], value, (row % 5) / 5),
      '01e5de8ceff5c323',
    ],
    [
      'PrequentialClassification',
      new PrequentialClassification(),
      (value, row, it: PrequentialClassification) =>
        row < 2500
          ? it.updateProbabilities(row % 3 === 0 ? 1 : 0, [value])
          : it.updateProbabilities(row % 3, [value / 2, 0.5 - value / 2, 0.5]),
      'aae3315ef78d970f',
    ],
    [
      'PrequentialRegression',
      new PrequentialRegression(),
      (value, row, it: PrequentialRegression) => it.update(row % 7, value),
      '2844c26d1302270f',
    ],
  ])('the state of %s has the same bits as ever, on every machine', (_, it, feed, expected) => {
    values.forEach((value, row) => {
      feed(value, row, it as never);
    });
    expect(digest(it.state())).toBe(expected);
  });
});
