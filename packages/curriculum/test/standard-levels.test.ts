import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { Curriculum, standardLevels } from '../src/index.js';
import { words } from '../src/levels/words.js';
import { chiSquare, chiSquareLimit, draw, keyOf } from './rows.js';

const DOMAINS = ['math', 'text', 'timeseries', 'logic', 'math_advanced'] as const;
const OPERATIONS = [
  ...['+', '−', '×', '÷', 'length', 'starts with a vowel', 'vowels'],
  ...['arithmetic', 'geometric', 'alternating', 'xor', 'and', 'or', 'implies'],
] as const;
// International Telegraph Alphabet No. 1, as printed in its table: the five units of a to z.
const ALPHABET = (
  '10000 00110 10110 11110 01000 01110 01010 11010 01100 10010 10011 11011 01011 ' +
  '01111 11100 11111 10111 00111 00101 10101 10100 11101 01101 01001 00100 11001'
).split(' ');

/** Reads a row back from its numbers alone, and says what its target has to be: an oracle that shares no code. */
function answer(inputs: Float32Array): { task: string; target: number; word?: string } {
  const domain = DOMAINS[inputs.indexOf(1)]!;
  const operation = OPERATIONS[inputs.indexOf(1, 5) - 5]!;
  const task = `${domain} ${operation}`;
  const values = inputs.subarray(19, 23);
  if (domain === 'math') {
    const [a, b] = [...values].map((value) => Math.round((value + 1) * 100) / 10) as [number, number];
    const target = { '+': (a + b) / 20 - 1, '−': (a - b) / 20, '×': (a * b) / 200 - 1, '÷': a / b / 10 }[
      operation as '+'
    ];
    return { task, target };
  }
  if (domain === 'math_advanced') {
    const [a, b, c] = [...values].map((value) => Math.round((value + 1) * 100) / 10) as [
      number,
      number,
      number,
    ];
    const second = OPERATIONS[inputs.lastIndexOf(1, 18) - 5]!;
    const inner = operation === '+' ? a + b : a - b;
    return { task: `${task} ${second}`, target: second === '×' ? (inner * c) / 100 : inner / c / 10 };
  }
  if (domain === 'timeseries') {
    const [, , c, d] = values as unknown as [number, number, number, number];
    return {
      task,
      target: { arithmetic: 2 * d - c, geometric: (d * d) / c, alternating: c }[operation as 'geometric'],
    };
  }
  if (domain === 'logic') {
    const [a, b] = [values[0]! > 0, values[1]! > 0];
    return {
      task,
      target: Number({ xor: a !== b, and: a && b, or: a || b, implies: !a || b }[operation as 'xor']),
    };
  }
  const codes = Array.from({ length: 8 }, (_, place) =>
    inputs.subarray(23 + 5 * place, 28 + 5 * place).join(''),
  );
  const word = codes
    .map((code) => String.fromCharCode(97 + ALPHABET.indexOf(code)))
    .join('')
    .replace(/`+$/, '');
  const vowels = word.match(/[aeiou]/g)?.length ?? 0;
  const target = {
    length: (word.length - 5) / 3,
    'starts with a vowel': Number(/^[aeiou]/.test(word)),
    vowels: vowels / 2 - 1,
  }[operation as 'length'];
  return { task, target, word };
}

const TASKS: Record<number, readonly string[]> = {
  1: ['math +'],
  2: ['math +', 'math −', 'math ×', 'math ÷'],
  3: ['text length', 'text starts with a vowel', 'text vowels'],
  4: ['timeseries arithmetic', 'timeseries geometric', 'timeseries alternating'],
  5: ['logic xor', 'logic and', 'logic or', 'logic implies'],
  7: ['math_advanced + ×', 'math_advanced − ×', 'math_advanced + ÷', 'math_advanced − ÷'],
};
TASKS[6] = [...new Set([1, 2, 3, 4, 5].flatMap((level) => TASKS[level]!))];

describe.each(standardLevels.map((level, index) => [index + 1, level.name, level] as const))(
  'level %i, %s',
  (number, _, level) => {
    const rows = draw(level, 6000);

    it('has the right answer to each question, in about unit range', () => {
      // The fourth element divided by the third doubles the error of their float32.
      const wrong = rows.filter(
        ({ inputs, targets }) => !(Math.abs(targets[0]! - answer(inputs).target) < 1e-6),
      );
      expect(wrong).toEqual([]);
      expect(rows.filter(({ targets }) => !(Math.abs(targets[0]!) <= 2))).toEqual([]);
      expect(rows.filter(({ inputs }) => inputs.some((value) => !(Math.abs(value) <= 1.601)))).toEqual([]);
    });

    it('says which of its tasks a row is, with one mark for the domain and one for each operation', () => {
      const marks = (inputs: Float32Array, from: number, to: number) =>
        inputs.subarray(from, to).toSorted().join('');
      expect(new Set(rows.map(({ inputs }) => marks(inputs, 0, 5)))).toEqual(new Set(['00001']));
      expect(new Set(rows.map(({ inputs }) => marks(inputs, 5, 19)))).toEqual(
        new Set([number === 7 ? '00000000000011' : '00000000000001']),
      );
      expect(new Set(rows.map(({ inputs }) => answer(inputs).task))).toEqual(new Set(TASKS[number]));
    });

    if (number !== 6)
      it('asks each of its tasks equally often (chi-square, alpha 1e-4)', () => {
        const seen = TASKS[number]!.map(
          (task) => rows.filter(({ inputs }) => answer(inputs).task === task).length,
        );
        const limit = chiSquareLimit(Math.max(seen.length - 1, 1));
        expect(
          chiSquare(
            seen,
            seen.map(() => rows.length / seen.length),
          ),
        ).toBeLessThan(limit);
      });

    it('has at least 10,000 distinct inputs', () => {
      // Level 1 has exactly 10,000: the chance that 200,000 draws miss one of them is 10^4 e^-20.
      const distinct = new Set<string>();
      for (const { inputs } of draw(level, number === 1 ? 200_000 : 20_000, 2)) distinct.add(keyOf(inputs));
      expect(distinct.size).toBeGreaterThanOrEqual(10_000);
      if (number === 1) expect(distinct.size).toBe(10_000);
    });
  },
);

describe('the operands', () => {
  const operands = (level: number, task: string) =>
    draw(standardLevels[level - 1]!, 15_000, 3)
      .filter(({ inputs }) => answer(inputs).task === task)
      .map(({ inputs }) => [...inputs.subarray(19, 21)].map((value) => Math.round((value + 1) * 100) / 10));

  it('of level 1 are 0.0 to 9.9, those of level 2 0.0 to 19.9 with divisors ≥ 1', () => {
    const range = (values: readonly number[]) => [Math.min(...values), Math.max(...values)];
    expect(range(operands(1, 'math +').flat())).toEqual([0, 9.9]);
    for (const operation of '+−×') expect(range(operands(2, `math ${operation}`).flat())).toEqual([0, 19.9]);
    expect(range(operands(2, 'math ÷').map(([, divisor]) => divisor!))).toEqual([1, 19.9]);
  });
});

describe('the words', () => {
  it('are real ones of two to eight letters, each once', () => {
    expect(new Set(words).size).toBe(words.length);
    expect(words.filter((word) => !/^[a-z]{2,8}$/.test(word))).toEqual([]);
  });

  it('of the rows are real and made up, of every length and with every letter', () => {
    const seen = draw(standardLevels[2]!, 12_000, 4).map(({ inputs }) => answer(inputs).word!);
    const real = seen.filter((word) => words.includes(word)).length / seen.length;
    expect(real).toBeGreaterThan(0.45);
    expect(real).toBeLessThan(0.55);
    expect(new Set(seen.map((word) => word.length))).toEqual(new Set([2, 3, 4, 5, 6, 7, 8]));
    expect(new Set(seen.join('')).size).toBe(26);
    expect(new Set(seen).size).toBeGreaterThan(6000);
  });
});

describe('the multi-domain level', () => {
  it('draws from levels 1 to 5 equally often (chi-square, alpha 1e-4)', () => {
    const curriculum = new Curriculum({ seed: 42, startLevel: 6, maxLevel: 6 });
    const batch = curriculum.createBatch(20_000);
    curriculum.fill(batch, 20_000);
    const seen = DOMAINS.slice(0, 4).map((_, domain) => {
      let count = 0;
      for (let row = 0; row < batch.size; row += 1) count += batch.inputs.get(row, domain);
      return count;
    });
    expect(chiSquare(seen, [8000, 4000, 4000, 4000])).toBeLessThan(chiSquareLimit(3));
    expect(new Set(batch.levels)).toEqual(new Set([6]));
    expect(new Set(batch.domains)).toEqual(new Set([curriculum.domains.indexOf('mixed')]));
  });
});

describe('the golden rows (a change here changes every run)', () => {
  it('are those of seed 42', () => {
    const digests = standardLevels.map((_, index) => {
      const curriculum = new Curriculum({ seed: 42, startLevel: index + 1, heldOutRows: 64 });
      const batch = curriculum.createBatch(64);
      curriculum.fill(batch, 64);
      const heldOut = curriculum.heldOut(index + 1);
      const columns = [batch, heldOut].flatMap(({ inputs, targets, domains, levels }) => [
        ...[inputs.data, targets.data, domains, levels],
      ]);
      const hash = createHash('sha256');
      for (const column of columns)
        hash.update(new Uint8Array(column.buffer, column.byteOffset, column.byteLength));
      return hash.digest('hex').slice(0, 16);
    });
    expect(digests).toMatchInlineSnapshot(`
      [
        "2ab21955099330cd",
        "2b8c59a9295dc8ce",
        "68cb92129569a093",
        "8f41921dc91e2dfe",
        "5d19d1a7213f6c1f",
        "d9c3026be475c0a0",
        "327140c8d7bde6bc",
      ]
    `);
  });
});
