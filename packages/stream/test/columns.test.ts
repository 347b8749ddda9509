import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { StreamError, TableEncoder, type TableOptions, TableReader } from '../src/index.ts';
import { numberFrame } from '../src/schema/number-frame.ts';
import { parseDate } from '../src/values/parse-date.ts';
import { turn } from '../src/values/turn.ts';
import { readAll } from './read-all.ts';
import { textSource } from './text-source.ts';

const open = (text: string, options: TableOptions = {}): Promise<TableReader> =>
  TableReader.open(textSource(text), { target: 'y', ...options });

/** Encodes all rows without learning; one object per row, of the inputs that are not 0 by their names. */
async function encodeAll(reader: TableReader): Promise<Record<string, number>[]> {
  const encoder = new TableEncoder(reader.schema);
  const rows = reader.createBatch(1000);
  await reader.read(rows, 1000);
  const encoded = encoder.createBatch(1000, reader.classCount);
  encoder.encode(rows, encoded);
  const { inputNames, inputWidth } = encoder;
  return Array.from({ length: rows.size }, (_, row) =>
    Object.fromEntries(
      inputNames.flatMap((name, input) => {
        const value = encoded.inputs.data[row * inputWidth + input]!;
        return value === 0 ? [] : [[name, value] as const];
      }),
    ),
  );
}

describe('types inferred from the first rows', () => {
  it.each([
    ['1 2.5 -3e4', 'number'],
    ['yes no YES', 'boolean'],
    ['true false true', 'boolean'],
    ['2024-05-31 2024-06-01T12:00:00Z 2024-06-01', 'date'],
    ['red green red', 'category'],
    ['NA null ?', 'ignored'],
    ['1 NA 3', 'number'],
    ['36 38 XL', 'category'],
  ])('takes %s for %s', async (cells, type) => {
    const reader = await open(
      `a,y\n${cells
        .split(' ')
        .map((cell) => `${cell},1\n`)
        .join('')}`,
    );
    expect(reader.schema.columns[0]!.type).toBe(type);
  });

  it('takes sentences for text, and one slip in many numbers for a slip', async () => {
    const rows = Array.from(
      { length: 60 },
      (_, row) => `${row === 40 ? 'n.a' : row},sentence number ${row},1\n`,
    );
    const reader = await open(`a,b,y\n${rows.join('')}`, { onBadRow: 'skip' });
    expect(reader.schema.columns.map(({ type }) => type)).toEqual(['number', 'text']);
    expect((await readAll(reader)).truths.length).toBe(59);
    expect(reader.badRows).toBe(1);
  });

  it.each([
    ['0 1 1', 'binary'],
    ['yes no yes', 'binary'],
    ['1 2 1', 'regression'],
    ['spam ham spam', 'class'],
  ])('takes a target of %s for %s', async (cells, task) => {
    const reader = await open(
      `a,y\n${cells
        .split(' ')
        .map((cell) => `1,${cell}\n`)
        .join('')}`,
    );
    expect(reader.schema.targets[0]!.task).toBe(task);
  });
});

describe('categories', () => {
  it('have an input each, first come, first served; then they share inputs by their hash', async () => {
    const reader = await open('c,y\nx,1\ny,0\nx,1\nz,0\nu,1\nv,0\n,1\n', { inferRows: 2, hashBuckets: 2 });
    expect(reader.schema.columns[0]).toEqual({
      name: 'c',
      type: 'category',
      missing: false,
      slots: 4,
      buckets: 2,
    });
    const rows = await encodeAll(reader);
    expect(rows.slice(0, 5)).toEqual([
      { 'c [category 1]': 1 },
      { 'c [category 2]': 1 },
      { 'c [category 1]': 1 },
      { 'c [category 3]': 1 },
      { 'c [category 4]': 1 },
    ]);
    expect(Object.keys(rows[5]!)[0]).toMatch(/^c \[hash [12]\]$/);
    expect(rows[6]).toEqual({ '[unexpected]': 1 });
  });

  it('that are new while predicting are not remembered', async () => {
    const source = textSource('c,y\nx,1\ny,0\n');
    const learned = await TableReader.open(source, { target: 'y' });
    await readAll(learned);
    const { schema } = learned;
    const { vocabulary } = learned.state();
    const reader = await TableReader.open(textSource('c\ny\nnew\nx\n'), {
      schema,
      vocabulary,
      learning: false,
    });
    expect((await encodeAll(reader)).map((row) => Object.keys(row))).toEqual([
      ['c [category 2]'],
      ['[unexpected]'],
      ['c [category 1]'],
    ]);
    expect(reader.state().vocabulary).toBe(vocabulary);
  });
});

describe('dates', () => {
  it('turn through day, week and year', async () => {
    const reader = await open('t,y\n2024-01-01T06:00:00Z,1\n2024-01-03T12:00:00+06:00,0\n,1\n');
    const [first, second, third] = await encodeAll(reader);
    expect(first!['t [sine of day]']).toBeCloseTo(1, 6);
    expect(second!['t [sine of day]']).toBeCloseTo(1, 6);
    expect(first!['t [cosine of year]']).toBeCloseTo(1, 3);
    expect(Object.keys(third!)).toEqual(['t [missing]']);
  });

  it('are read as JavaScript reads ISO dates, and refused where the calendar has none', () => {
    fc.assert(
      fc.property(
        fc.date({
          min: new Date('0001-01-01T00:00:00Z'),
          max: new Date('9999-12-31T23:59:59Z'),
          noInvalidDate: true,
        }),
        (date) => {
          expect(parseDate(date.toISOString())).toBe(date.getTime());
          expect(parseDate(date.toISOString().slice(0, 10))).toBe(
            Date.parse(date.toISOString().slice(0, 10)),
          );
        },
      ),
      { seed: 4 },
    );
    for (const text of [
      '2023-02-29',
      '2024-13-01',
      '2024-00-10',
      '2024-01-32',
      '2024-01-01T24:00',
      '20240101',
      'May',
    ])
      expect(parseDate(text)).toBeNaN();
    expect(parseDate('2024-02-29T12:30:00.25+05:30')).toBe(Date.parse('2024-02-29T07:00:00.250Z'));
  });

  it('use a sine that is right to 1e-12', () => {
    fc.assert(
      fc.property(fc.double({ min: -1e6, max: 1e6, noNaN: true }), (turns) => {
        const angle = (turns - Math.floor(turns)) * 2 * Math.PI;
        const [sine, cosine] = turn(turns);
        expect(Math.abs(sine - Math.sin(angle))).toBeLessThan(1e-12);
        expect(Math.abs(cosine - Math.cos(angle))).toBeLessThan(1e-12);
      }),
      { seed: 5 },
    );
  });
});

describe('numbers', () => {
  it('are standardised as a naive mean and deviation would', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 2, maxLength: 40 }),
        async (numbers) => {
          const reader = await open(`a,y\n${numbers.map((number) => `${number},1\n`).join('')}`);
          const encoder = new TableEncoder(reader.schema, { clip: Number.POSITIVE_INFINITY });
          const rows = reader.createBatch(numbers.length);
          await reader.read(rows, numbers.length);
          encoder.learn(rows);
          const encoded = encoder.createBatch(numbers.length, 0);
          encoder.encode(rows, encoded);
          const mean = numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
          const variance = numbers.reduce((sum, number) => sum + (number - mean) ** 2, 0) / numbers.length;
          for (const [row, number] of numbers.entries())
            expect(encoded.inputs.data[row * 2]).toBeCloseTo(
              variance === 0 ? 0 : (number - mean) / Math.sqrt(variance),
              4,
            );
        },
      ),
      { numRuns: 100, seed: 6 },
    );
  });

  it('keep their digits in 32 bits where they lie far from zero', async () => {
    const start = 1_700_000_000_000;
    const reader = await open(
      `a,y\n${Array.from({ length: 50 }, (_, row) => `${start + row * 7},${1e9 + row}\n`).join('')}`,
    );
    const encoder = new TableEncoder(reader.schema);
    const rows = reader.createBatch(50);
    await reader.read(rows, 50);
    encoder.learn(rows);
    const encoded = encoder.createBatch(50, 0);
    encoder.encode(rows, encoded);
    for (let row = 1; row < 50; row += 1) {
      const step = encoded.inputs.data[row * 2]! - encoded.inputs.data[row * 2 - 2]!;
      expect(step).toBeCloseTo(1 / Math.sqrt((50 * 50 - 1) / 12), 5);
      expect(encoder.toUnit(encoded.targets.data[row]!)).toBeCloseTo(1e9 + row, 3);
    }
  });

  it('have a frame that is exact for ordinary ones', () => {
    for (const values of [[0, 1], [0.1, 0.5], [-1000, 1000], [1], [], [5, 5], [1e6, 0]])
      expect(numberFrame(values)).toEqual({ origin: 0, scale: 1 });
    expect(numberFrame([1e30, 2e30]).scale).toBeLessThan(1e-15);
    expect(numberFrame([1e-30, 2e-30]).scale).toBeGreaterThan(1e15);
    expect(numberFrame([1e9, 1e9 + 1])).toEqual({ origin: 1e9, scale: 1 });
  });
});

describe('targets, domains and times', () => {
  it('come in several columns', async () => {
    const reader = await open('a,y,z\n1,10,5\n2,30,7\n', { target: ['y', 'z'] });
    const encoder = new TableEncoder(reader.schema);
    const rows = reader.createBatch(2);
    await reader.read(rows, 2);
    encoder.learn(rows);
    const encoded = encoder.createBatch(2, 0);
    encoder.encode(rows, encoded);
    expect([...encoded.targets.data]).toEqual([-1, -1, 1, 1]);
    expect([encoder.toUnit(1, 0), encoder.toUnit(1, 1)]).toEqual([30, 7]);
    expect([...rows.truths]).toEqual([10, 5, 30, 7]);
  });

  it('gain classes at any time, up to the most there may be', async () => {
    const reader = await open('a,y\n1,p\n2,q\n3,r\n4,p\n', { inferRows: 2, maxClasses: 3 });
    expect(reader.classCount).toBe(0);
    const encoder = new TableEncoder(reader.schema);
    const rows = reader.createBatch(4);
    await reader.read(rows, 4);
    expect(reader.classes).toEqual(['p', 'q', 'r']);
    const narrow = encoder.createBatch(4, 2);
    encoder.encode(rows, narrow);
    expect([...narrow.targets.data]).toEqual([1, 0, 0, 1, 0, 0, 1, 0]);
    const wide = encoder.createBatch(4, reader.classCount);
    encoder.encode(rows, wide);
    expect([...wide.targets.data]).toEqual([1, 0, 0, 0, 1, 0, 0, 0, 1, 1, 0, 0]);
    const tooMany = await open('a,y\n1,p\n2,q\n', { maxClasses: 1 });
    await expect(readAll(tooMany)).rejects.toThrow('column "y" is "q", wanted one of at most 1 classes');
  });

  it('name the domain and the time of a row', async () => {
    const reader = await open('d,t,a,y\nnorth,2024-01-01,1,1\nsouth,2024-01-02,2,0\nnorth,,3,1\n', {
      domainColumn: 'd',
      timeColumn: 't',
    });
    const rows = reader.createBatch(3);
    await reader.read(rows, 3);
    expect([...rows.domains]).toEqual([0, 1, 0]);
    expect(reader.domains).toEqual(['north', 'south']);
    expect([...rows.times]).toEqual([Date.UTC(2024, 0, 1), Date.UTC(2024, 0, 2), Number.NaN]);
    expect(reader.schema.columns.map(({ type }) => type)).toEqual(['ignored', 'date', 'number']);
  });

  it('may be missing where nothing is learned', async () => {
    const learned = await open('a,y\n1,p\n2,q\n');
    await readAll(learned);
    const { vocabulary } = learned.state();
    const reader = await TableReader.open(textSource('a,y\n1,q\n2,new\n3,\n'), {
      schema: learned.schema,
      vocabulary,
      learning: false,
    });
    expect((await readAll(reader)).truths).toEqual([1, Number.NaN, Number.NaN]);
    const without = await TableReader.open(textSource('a\n5\n'), {
      schema: learned.schema,
      vocabulary,
      learning: false,
    });
    expect((await readAll(without)).inputs).toEqual([[5]]);
  });
});

describe('a saved state', () => {
  it('is refused by an encoder of another schema, and by name what is not a state', async () => {
    const reader = await open('a,y\n1,2\n3,4.5\n');
    const encoder = new TableEncoder(reader.schema);
    const other = await open('a,b,y\n1,2,3\n3,4,5\n');
    expect(() => TableEncoder.from(encoder.state(), other.schema)).toThrow(
      'counts in the state of table-encoder is a Float64Array of 2, wanted a Float64Array of 3',
    );
    const error = await TableReader.from({ ...reader.state(), schema: '{' }, textSource('')).catch(
      (caught) => caught,
    );
    expect(StreamError.is(error) && error.code).toBe('STATE');
  });

  it('is refused where the text has become shorter', async () => {
    const long = `a,y\n${'1,2.5\n'.repeat(2000)}`;
    const reader = await open(long);
    await readAll(reader);
    for (const gzip of [false, true])
      await expect(
        TableReader.from(reader.state(), textSource(long.slice(0, -60), { gzip })),
      ).rejects.toThrow(/ends before byte \d+, the position to resume from/);
  });
});
