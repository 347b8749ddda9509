import { describe, expect, it } from 'vitest';
import { RowWriter, type RowWriterOptions, StreamError, TableReader } from '../src/index.ts';
import { readAll } from './read-all.ts';
import { textSource } from './text-source.ts';
import { writeRow } from './write-all.ts';

const writer = (options: Partial<RowWriterOptions> = {}): RowWriter =>
  new RowWriter({ target: 'y', ...options });
const typesOf = ({ schema }: RowWriter): string[] =>
  schema.columns.map(({ name, type, part }) => `${name}${part === undefined ? '' : ` ${part}`}: ${type}`);
const NaNs = (count: number): number[] => Array.from({ length: count }, () => Number.NaN);

describe('a first row', () => {
  it('decides the types of its columns by its values', () => {
    const rows = writer();
    writeRow(rows, {
      a: 1,
      b: 2n,
      c: true,
      d: new Date(0),
      e: '2024-05-31',
      f: '12.5',
      g: '007',
      h: 'no',
      i: 'red',
      y: 1,
    });
    expect(typesOf(rows)).toEqual([
      'a: number',
      'b: number',
      'c: boolean',
      'd: date',
      'e: date',
      'f: number',
      'g: category',
      'h: boolean',
      'i: category',
    ]);
    expect(rows.schema.appendedFrom).toBe(0);
    expect(rows.schema.columns[3]).toMatchObject({ cycles: ['day', 'week', 'year'] });
  });

  it('flattens what is nested, and takes any name for a column', () => {
    const rows = writer();
    const row = JSON.parse('{"__proto__": 1, "constructor": "x", "toString": {"a": [2, 3]}, "y": 0}');
    expect(writeRow(rows, row).inputs).toEqual([1, 0, 2, 3]);
    expect(typesOf(rows)).toEqual([
      '__proto__: number',
      'constructor: category',
      'toString.a.0: number',
      'toString.a.1: number',
    ]);
    const twin = RowWriter.from(structuredClone(rows.state()), { target: 'y' });
    expect(writeRow(twin, row)).toEqual(writeRow(rows, row));
    expect(twin.state()).toEqual(rows.state());
  });

  it('grows once for all that it has, and a row without a label is fine', () => {
    const rows = writer();
    const before = rows.createBatch(2);
    expect(rows.write({ a: 1, b: 'x' }, before)).toBe('grown');
    expect([rows.revision, rows.rawWidth, rows.taskKnown]).toEqual([1, 2, false]);
    expect(() => rows.write({ a: 1, b: 'x' }, before)).toThrow('make a new batch when the schema has grown');
    const batch = rows.createBatch(2);
    expect(rows.write({ a: 1, b: 'x' }, batch)).toBe('written');
    expect([...batch.truths, ...batch.targets.data]).toEqual([Number.NaN, 0, Number.NaN, 0]);
    expect(batch.size).toBe(0);
    expect(rows.rows).toBe(1);
    batch.size = 2;
    expect(() => rows.write({ a: 1 }, batch)).toThrow(StreamError);
  });

  it('loses no digits of large numbers', () => {
    const rows = writer();
    const start = 1_700_000_000_123;
    expect(writeRow(rows, { t: start }).inputs).toEqual([0]);
    const [, scale] = [0, (rows.schema.columns[0] as { scale: number }).scale];
    for (const step of [1, 2, 1000, 86_400_000])
      expect(writeRow(rows, { t: start + step }).inputs).toEqual([step * scale]);
    const money = writer();
    writeRow(money, { a: 2 ** 20 });
    expect(writeRow(money, { a: 2 ** 20 + 0.01 }).inputs[0]).toBe(Math.fround(2 ** 20 + 0.01 - 2 ** 20));
  });
});

describe('later rows', () => {
  it('append columns, with an indicator of their own', () => {
    const rows = writer();
    writeRow(rows, { a: 1 });
    expect(writeRow(rows, { b: 5 }).inputs).toEqual([Number.NaN, 5]);
    expect(rows.schema.columns.slice(-1)[0]).toMatchObject({ name: 'b', missing: true });
    expect(typesOf(rows)).toEqual(['a: number', 'a 2: gap', 'b: number']);
    const { revision } = rows;
    writeRow(rows, { a: null, b: '' });
    expect(rows.revision).toBe(revision);
  });

  it('take what is not finite for missing', () => {
    const rows = writer();
    writeRow(rows, { a: 1, b: Number.POSITIVE_INFINITY });
    expect(writeRow(rows, { a: Number.NEGATIVE_INFINITY, b: Number.NaN }).inputs).toEqual([Number.NaN]);
    expect(typesOf(rows)).toEqual(['a: number', 'a 2: gap']);
  });

  it('wait for the first value of a column to tell its type', () => {
    const rows = writer();
    expect(writeRow(rows, { a: null, b: undefined, c: Number.NaN, d: '', e: 'n/a' }).inputs).toEqual([]);
    expect(rows.revision).toBe(0);
    writeRow(rows, { c: 'x', a: 1 });
    // In the order in which the names appeared.
    expect(typesOf(rows)).toEqual(['a: number', 'c: category']);
  });

  it.each([
    ['number', [1, 'many', 2], [[1], [Number.NaN, 0], [2, Number.NaN]], 'category'],
    ['boolean', [true, 'maybe', false], [[1], [Number.NaN, 0], [0, Number.NaN]], 'category'],
    ['boolean', [false, 7.5, true], [[0], [Number.NaN, 7.5], [1, Number.NaN]], 'number'],
    ['number', [1, 1e300, 2], [[1], [Number.NaN, 0], [2, Number.NaN]], 'number'],
    ['category', ['unknown', 3, 'unknown'], [[0], [Number.NaN, 3], [0, Number.NaN]], 'number'],
  ])('widen a %s that is contradicted: %j', (type, values, wanted, second) => {
    const rows = writer();
    expect(values.map((a) => writeRow(rows, { a }).inputs)).toEqual(wanted);
    expect(typesOf(rows)).toEqual([`a: ${type}`, `a 2: ${second}`]);
  });

  it('widen a date that meets a word', () => {
    const rows = writer();
    writeRow(rows, { a: '2024-05-31' });
    const { inputs } = writeRow(rows, { a: 'soon' });
    expect(inputs).toEqual([Number.NaN, 0, 0, 0, 0, 0, 0, 0]);
    expect(typesOf(rows)).toEqual(['a: date', 'a 2: category']);
    expect(writeRow(rows, { a: '2024-06-01' }).inputs.slice(-1)).toEqual(NaNs(1));
  });

  it('give a column of categories more slots as they are met, then shared inputs', () => {
    const rows = writer({ oneHotLimit: 12, hashBuckets: 4 });
    const words = Array.from({ length: 13 }, (_, at) => `w${at}`);
    // Each comes often, so it is no text.
    for (const word of words) for (let time = 0; time < 5; time += 1) writeRow(rows, { c: word });
    expect(rows.schema.columns).toMatchObject([
      { slots: 8, buckets: 0 },
      { part: 2, slots: 4, buckets: 0 },
      { part: 3, slots: 0, buckets: 4 },
    ]);
    expect(writeRow(rows, { c: 'w7' }).inputs).toEqual([7, ...NaNs(2)]);
    expect(writeRow(rows, { c: 'w11' }).inputs).toEqual([Number.NaN, 3, Number.NaN]);
    const [first, second, third] = writeRow(rows, { c: 'w12' }).inputs;
    expect([first, second]).toEqual(NaNs(2));
    expect(third).toBeGreaterThanOrEqual(0);
  });

  it('make text of sentences, and of words that hardly repeat', () => {
    const sentences = writer();
    for (let row = 0; row < 9; row += 1) writeRow(sentences, { t: `this is sentence ${row}` });
    expect(typesOf(sentences)).toEqual(['t: category', 't 2: text']);
    const names = writer();
    for (let row = 0; row < 33; row += 1) writeRow(names, { t: `name${row}` });
    expect(typesOf(names)).toEqual(['t: category', 't 2: category', 't 3: text']);
    const written = writeRow(names, { t: 'another' }).inputs;
    expect(written.slice(0, 2)).toEqual(NaNs(2));
    expect(written.slice(2).some((value) => value !== 0)).toBe(true);
  });

  it('do not know a category that no slot was given to, where they are not to be remembered', () => {
    const rows = writer({ oneHotLimit: 10 });
    for (let word = 0; word < 10; word += 1) for (const c of [`w${word}`, 'w0']) writeRow(rows, { c });
    expect(rows.rawWidth).toBe(2);
    expect(writeRow(rows, { c: 'new' }, { remember: false }).inputs).toEqual([Number.NaN, -1]);
  });

  it('keep to categories where the user says so', () => {
    const rows = writer({ types: { t: 'category' } });
    for (let row = 0; row < 40; row += 1) writeRow(rows, { t: `this is sentence ${row}` });
    expect(typesOf(rows)).toEqual(['t: category', 't 2: category', 't 3: category']);
  });

  it('change nothing where they are not to be remembered', () => {
    const rows = writer({ domainColumn: 'd' });
    writeRow(rows, { a: 1, c: 'x', d: 'north', y: 'p' });
    const state = structuredClone(rows.state());
    const only = { remember: false };
    expect(writeRow(rows, { a: 'word', c: 'new', e: 5, d: 'south', y: 'q' }, only)).toEqual({
      inputs: [Number.NaN, -1],
      truths: [Number.NaN],
    });
    expect(writeRow(rows, { a: Number.POSITIVE_INFINITY, c: 'x', y: 'p' }, only)).toEqual({
      inputs: [Number.NaN, 0],
      truths: [0],
    });
    expect(rows.state()).toEqual(state);
  });

  it.each([null, 5, 'text', undefined, [1, 2]])('are bad where %j is not an object', (value) => {
    const rows = writer();
    const batch = rows.createBatch(1);
    for (const remember of [true, false])
      expect(rows.write(value, batch, { remember })).toMatchObject({
        code: 'BAD_ROW',
        message: expect.stringMatching('is not an object'),
      });
  });

  it('are bad where a cycle nests them for ever', () => {
    const row: Record<string, unknown> = {};
    row['a'] = row;
    const rows = writer();
    expect(rows.write(row, rows.createBatch(1))).toMatchObject({ code: 'BAD_ROW' });
  });

  it('read no more columns than can be read', () => {
    const rows = writer();
    const wide = Object.fromEntries(Array.from({ length: 5000 }, (_, at) => [`c${at}`, at]));
    expect(writeRow(rows, wide).inputs.length).toBe(4095);
  });
});

describe('what is said about how values are written', () => {
  it('is kept to from the first row', () => {
    const rows = writer({
      notations: { price: 'decimal comma', at: 'day first', time: 'time of day' },
      sentinels: { z: [-999] },
      missing: ['unknown'],
    });
    writeRow(rows, {
      price: '1.003,5',
      at: '31.12.2024',
      time: '06:00',
      z: 1,
      word: 'NA',
      gap: 'unknown',
      y: 1,
    });
    expect(rows.schema.columns.map(({ name, type }) => `${name}: ${type}`)).toEqual([
      'price: number',
      'at: date',
      'time: date',
      'z: number',
      'word: category',
    ]);
    const { inputs } = writeRow(rows, { price: '7,25', at: '01.01.2025', z: -999, y: 1 });
    expect([inputs[0], inputs[1], inputs[11]]).toEqual([7.25, 1, Number.NaN]);
  });
});

describe('types and tasks that are given', () => {
  it('are kept to: what contradicts them is bad', () => {
    const rows = writer({ types: { a: 'number', b: 'text', c: 'ignored', d: 'category' }, task: 'binary' });
    writeRow(rows, { a: 1, b: 'some words', c: 5, d: 7, y: 1 });
    expect(typesOf(rows)).toEqual(['a: number', 'b: text', 'd: category']);
    const batch = rows.createBatch(1);
    expect(rows.write({ a: 'x' }, batch)).toMatchObject({
      message: 'column "a" is "x", wanted a number, its type',
    });
    expect(rows.write({ y: 2 }, batch)).toMatchObject({
      message: 'column "y" is 2, wanted yes or no (true/false, 1/0)',
    });
    expect(rows.label('maybe', batch, 0)).toMatchObject({ column: 'y' });
    expect(rows.rows).toBe(1);
  });

  it('leave out excluded columns, and read domains and times', () => {
    const rows = writer({ exclude: ['a'], domainColumn: 'd', timeColumn: 't' });
    let batch = rows.createBatch(1);
    const row = { a: 1, d: 'north', t: '2024-01-01', b: 2 };
    while (rows.write(row, batch) === 'grown') batch = rows.createBatch(1);
    expect(typesOf(rows)).toEqual(['t: date', 'b: number']);
    expect([batch.times[0], batch.domains[0]]).toEqual([Date.UTC(2024, 0, 1), 0]);
    expect(rows.domains).toEqual(['north']);
    expect(writer().domains).toEqual(['table']);
  });

  it.each([
    [{ maxClasess: 5 }, 'RowWriter has no option maxClasess; did you mean maxClasses?'],
    [{ maxClasses: 0 }, 'maxClasses is 0, wanted a whole number from 1 to 65536'],
    [{ oneHotLimit: 0 }, 'oneHotLimit is 0, wanted a whole number from 1 to 1024'],
    [{ hashBuckets: 5000 }, 'hashBuckets is 5000, wanted a whole number from 1 to 4096'],
    [{ task: 'classes' }, 'task is "classes", wanted one of regression, binary, class; did you mean class?'],
    [{ types: { a: 'nubmer' } }, 'types.a is "nubmer"'],
    [{ target: [] }, 'target is missing'],
    [{ target: ['y', 'y'] }, 'names a column twice'],
    [{ target: ['y', 'z'], task: 'class' }, 'several targets'],
    [{ exclude: ['y'] }, '"y" is the target'],
  ] as const)('are checked: %j', (options, message) => {
    expect(() => writer(options as object)).toThrow(message);
  });
});

describe('a schema that is given', () => {
  it('must be for the same targets, task, time and domain', async () => {
    const { schema } = await TableReader.open(textSource('a,y\n1,2\n2,3.5\n'), { target: 'y' });
    expect(() => writer({ schema, target: 'z' })).toThrow("target is z, the schema's is y");
    expect(() => writer({ schema, task: 'class' })).toThrow('task is class, in the schema "y" is regression');
    expect(() => writer({ schema, timeColumn: 'a' })).toThrow("timeColumn is a, the schema's is missing");
    expect(() => writer({ vocabulary: '{}' })).toThrow('not that of a table reader');
  });

  const cells = (row: number): (string | number)[] => [
    ((row * 7919) % 1009) / 13 - 20,
    row % 5 === 0 ? '' : row % 2,
    `c${(row * row) % 19}`,
    `2024-${String(1 + (row % 12)).padStart(2, '0')}-${String(1 + (row % 28)).padStart(2, '0')}`,
    `a sentence, number ${(row * 31) % 97} of many`.replace(',', ''),
    1_700_000_000_000 + row * 1000,
    row % 3 === 0 ? 'yes' : 'no',
  ];
  const names = ['n', 'g', 'c', 'd', 't', 's', 'b'];

  it.each([
    ['strings', (cell: string | number): unknown => String(cell)],
    ['numbers', (cell: string | number): unknown => cell],
    ['shuffled keys', (cell: string | number): unknown => cell],
  ])('reads %s as a table reader reads a file, to the bit', async (what, value) => {
    const all = Array.from({ length: 400 }, (_, row) => [...cells(row), `k${(row * 7) % 11}`]);
    const text = `${[...names, 'y'].join(',')}\n${all.map((row) => row.join(',')).join('\n')}\n`;
    const reader = await TableReader.open(textSource(text), { target: 'y', inferRows: 40, oneHotLimit: 12 });
    expect(reader.schema.columns.map(({ type }) => type)).toEqual([
      'number',
      'number',
      'category',
      'date',
      'text',
      'number',
      'boolean',
    ]);
    const rows = writer({ schema: reader.schema });
    const read = await readAll(reader);
    for (const [at, row] of all.entries()) {
      const entries = [...names, 'y'].map((name, index) => [name, value(row[index]!)] as const);
      const object = Object.fromEntries(
        what === 'shuffled keys' && at % 2 === 0 ? entries.reverse() : entries,
      );
      const written = writeRow(rows, object);
      expect(written.inputs).toEqual(read.inputs[at]);
      expect(written.truths).toEqual([read.truths[at]]);
    }
    expect(rows.revision).toBe(0);
    expect(rows.schema).toBe(reader.schema);
    expect(rows.classes).toEqual(reader.classes);
    expect(rows.vocabulary).toBe(reader.state().vocabulary);
    // And goes on from a vocabulary as a reader would.
    const later = writer({ schema: reader.schema, vocabulary: reader.state().vocabulary });
    expect(writeRow(later, { c: 'c1', y: 'k7' }).truths).toEqual([rows.classes.indexOf('k7')]);
    expect(later.labelOf(0)).toBe('k0');
  });

  it('may be one that a writer has grown: a table reader then reads the same', async () => {
    const rows = writer();
    const values = [
      '7',
      '2024-01-01',
      'red',
      '8',
      'blue',
      ...Array.from({ length: 30 }, (_, at) => `w${at % 15}`),
    ];
    for (const a of values) writeRow(rows, { a, y: 'p' });
    const again = values.map((a) => writeRow(rows, { a, y: 'p' }).inputs);
    expect(typesOf(rows).length).toBeGreaterThan(3);
    const text = `a,y\n${values.map((a) => `${a},p\n`).join('')}`;
    const { schema, vocabulary } = rows;
    const reader = await TableReader.open(textSource(text), { schema, vocabulary });
    expect((await readAll(reader)).inputs).toEqual(again);
  });

  it('widens where a table reader would call the row bad', async () => {
    const { schema } = await TableReader.open(textSource('a,c,y\n1,x,2\n2,y,3.5\n'), { target: 'y' });
    const rows = writer({ schema });
    writeRow(rows, { a: 'word', c: 5, y: 1 });
    expect(typesOf(rows)).toEqual(['a: number', 'c: category', 'a 2: category']);
    expect(rows.schema.appendedFrom).toBe(2);
    writeRow(rows, { y: 1 });
    // Its gaps were looked at when it was inferred.
    expect(rows.schema.columns.length).toBe(3);
    const batch = rows.createBatch(1);
    expect(rows.write({ y: 'oops' }, batch)).toMatchObject({
      message: 'column "y" is "oops", wanted a number',
    });
  });
});
