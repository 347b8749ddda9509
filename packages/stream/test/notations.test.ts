import { describe, expect, it } from 'vitest';
import { type Notice, type TableOptions, TableReader } from '../src/index.ts';
import { readAll } from './read-all.ts';
import { textSource } from './text-source.ts';

const columnsOf = async (text: string | Uint8Array, options: TableOptions = {}) => {
  const notices: Notice[] = [];
  const reader = await TableReader.open(textSource(text), {
    onNotice: (notice) => notices.push(notice),
    ...options,
  });
  const columns = reader.schema.columns.map((column) =>
    [column.name, column.type, 'notation' in column ? column.notation : undefined].filter(Boolean).join(': '),
  );
  return { reader, columns, notices };
};
const list = (name: string, values: readonly string[]) =>
  `${name}\tk\n${values.map((value) => `${value}\t1`).join('\n')}\n`;

describe('a whole column tells how it is written', () => {
  it.each([
    ['decimal comma', ['0,5', '1,25', '-3,125', '7'], 'x: number: decimal comma'],
    ['thousands', ['1,003', '999', '12,345'], 'x: number: thousands'],
    ['thousands with points', ['1.003,50', '12.345,00'], 'x: number: decimal comma, thousands'],
    ['currency', ['$1,003.00', '$5.00'], 'x: number: thousands, currency'],
    ['percent', ['14.3%', '2%'], 'x: number: percent'],
    ['the minus sign', ['\u22125', '3'], 'x: number: minus sign'],
    ['thin spaces', ['1\u202f234', '5'], 'x: number: thousands'],
    ['plain numbers', ['1.003', '2.5'], 'x: number'],
    ['codes', ['01067', '80331'], 'x: category'],
    ['German dates', ['31.12.2024 18:05', '01.01.2025 07:00'], 'x: date: day first'],
    ['American dates', ['12/31/2024 06:05 PM', '01/01/2025 07:00 AM'], 'x: date: month first'],
    ['times of day', ['18:05:00', '07:00:10'], 'x: date: time of day'],
    ['Postgres dates', ['2024-01-01 00:00:00.123456+00', '2024-01-02 10:00:00.5+00'], 'x: date'],
    ['American dates in words', ['Jan 31, 2024', 'December 1, 2024 6:05 PM'], 'x: date'],
    ['dates of server logs', ['01/Jan/2023:00:00:00 +0000', '31/Dec/2024:18:05:00 +0100'], 'x: date'],
    ['dates as C writes them', ['Sun Jan 01 00:00:00 2023', 'Tue Dec 31 18:05:00 2024'], 'x: date'],
    ['dates, and what MySQL writes for none', ['2023-01-31', '0000-00-00', '2024-12-31'], 'x: date'],
    ['words that begin like months', ['marble 12 2024', 'mayor 5 2023'], 'x: text'],
    ['yes and no in German', ['ja', 'nein', 'ja'], 'x: boolean'],
    ['yes and no in four spellings', ['no', 'False', '0', 'N', 'yes', 'True', '1', 'Y'], 'x: boolean'],
    ['one letter of which only one was met', ['f', 'f', 'f'], 'x: category'],
    ['letters of which both were met', ['f', 't', 'f'], 'x: boolean'],
    ['phone numbers', ['555 1234', '555 9876'], 'x: text'],
    ['versions', ['1.2.3', '1.10.0'], 'x: category'],
  ])('%s', async (_, values, wanted) => {
    const { columns } = await columnsOf(list('x', values));
    expect(columns[0]).toBe(wanted);
  });

  it.each([
    ['numbers', ['1', '2.5', 'k.A.', '4', '5.5', 'k.A.']],
    ['numbers with decimal commas', ['1', '2,5', 'k.A.', '4', '5,5', 'k.A.']],
  ])('and one word among %s is named, which may mean that there is none', async (_, values) => {
    const { notices, columns } = await columnsOf(list('x', values));
    expect(columns[0]).toBe('x: category');
    expect(notices.map(({ message }) => message).join('\n')).toContain(
      'column "x" is not taken as numbers, since 33 % of its values are "k.A."',
    );
    const again = await columnsOf(list('x', values), { missing: ['k.A.'] });
    expect(again.columns[0]).toContain('x: number');
    for (const others of [
      ['a', 'b', '1'],
      ['low', '5', '10', 'high'],
      ['x', 'y'],
    ])
      expect((await columnsOf(list('x', others))).notices).toEqual([]);
  });

  it('and a column that does not tell follows one that does', async () => {
    const text = 'a;b\n1,5;1.003\n2,25;2.004\n';
    const { reader, columns } = await columnsOf(text);
    expect(columns).toEqual(['a: number: decimal comma', 'b: number: decimal comma, thousands']);
    expect((await readAll(reader)).inputs).toEqual([
      [1.5, 1003],
      [2.25, 2004],
    ]);
  });

  it('which is said, with what says otherwise', async () => {
    const { notices } = await columnsOf('a;y\n1,5;2\n2,25;3\n', { target: 'y' });
    expect(notices.map(({ message }) => message)).toEqual([
      'a: number (decimal comma); --decimal point says otherwise',
    ]);
  });

  it('unless the user says it', async () => {
    expect((await columnsOf('x\n1.003\n2.004\n', { decimal: 'comma' })).columns).toEqual([
      'x: number: decimal comma, thousands',
    ]);
    expect(
      (await columnsOf(list('x', ['03/04/2024', '05/06/2024']), { dateOrder: 'month' })).columns[0],
    ).toBe('x: date: month first');
    expect((await columnsOf(list('x', ['03/04/2024']), { notations: { x: 'month first' } })).columns[0]).toBe(
      'x: date: month first',
    );
    const { columns, reader } = await columnsOf('at\n1700000000\n1700003600\n', { types: { at: 'date' } });
    expect(columns).toEqual(['at: date: seconds since 1970']);
    expect((await readAll(reader)).inputs.map(([days]) => days)).toEqual([0, Math.fround(1 / 24)]);
  });

  it('day and month that cannot be told apart are said, and the order that goes on is taken', async () => {
    const rising = await columnsOf(list('x', ['01/02/2024', '02/02/2024', '01/03/2024']));
    expect(rising.columns[0]).toBe('x: date: day first');
    expect(rising.notices.map(({ message }) => message).join()).toContain(
      '--date-order month says otherwise',
    );
    const american = await columnsOf(list('x', ['02/01/2024', '02/02/2024', '03/01/2024']));
    expect(american.columns[0]).toBe('x: date: month first');
  });

  it('numbers that look like seconds since 1970 stay numbers, and that is said', async () => {
    const values = Array.from({ length: 30 }, (_, at) => `${1_700_000_000 + at * 3600}`);
    const { columns, notices } = await columnsOf(list('at', values));
    expect(columns[0]).toBe('at: number');
    expect(notices[0]?.message).toContain('looks like seconds since 1970');
  });
});

describe('words keep their identity', () => {
  it('whole numbers beyond 2^53 are three classes, in JSON Lines', async () => {
    const lines = [1, 2, 3, 1].map((k, x) => `{"x":${x},"label":141361711250185012${k}}`);
    const reader = await TableReader.open(textSource(lines.join('\n')), { target: 'label' });
    expect((await readAll(reader)).truths).toEqual([0, 1, 2, 0]);
    expect(reader.classes[2]).toBe('1413617112501850123');
  });

  it('1 and 1.0 are one class, 01 is another', async () => {
    const { reader } = await columnsOf('x,y\n1,1\n2,1.0\n3,01\n4,a\n', { target: 'y', task: 'class' });
    expect((await readAll(reader)).truths).toEqual([0, 0, 1, 2]);
  });

  it('None, NA, - and ? are classes of a class target; only the empty cell is missing', async () => {
    const { reader } = await columnsOf('x,y\n1,None\n2,Mild\n3,NA\n4,-\n5,\n6,?\n', { target: 'y' });
    expect((await readAll(reader)).truths).toEqual([0, 1, 2, 3, 4]);
    expect([reader.unlabelledRows, reader.classes]).toEqual([1, ['None', 'Mild', 'NA', '-', '?']]);
  });

  it('what is missing can be said', async () => {
    const { reader } = await columnsOf('x,c,y\n1,NA,a\nunknown,b,b\n', { target: 'y', missing: ['unknown'] });
    expect(reader.schema.columns.map(({ type }) => type)).toEqual(['number', 'category']);
    expect((await readAll(reader)).inputs).toEqual([
      [1, 0],
      [Number.NaN, 1],
    ]);
  });

  it('columns may be called as objects call their own', async () => {
    const { reader } = await columnsOf('constructor,__proto__,toString,y\na,k,x,0\nb,l,y,1\n', {
      target: 'y',
    });
    expect((await readAll(reader)).inputs).toEqual([
      [0, 0, 0],
      [1, 1, 1],
    ]);
    const again = await TableReader.from(
      reader.state(),
      textSource('constructor,__proto__,toString,y\na,k,x,0\nb,l,y,1\n'),
    );
    expect(again.schema).toEqual(reader.schema);
  });
});

describe('a target', () => {
  const rows = (value: (row: number) => string) =>
    `x,y\n${Array.from({ length: 200 }, (_, row) => `${row % 7},${value(row)}`).join('\n')}\n`;
  const refusal = (value: (row: number) => string, options: TableOptions = {}) =>
    columnsOf(rows(value), { target: 'y', ...options }).then(
      () => 'taken',
      (error: Error) => error.message,
    );

  it('with another value in each row is refused, with what to do', async () => {
    expect(await refusal((row) => `A-${100_000 + row * 37}`)).toContain('give --task multiclass');
    expect(await refusal((row) => `A-${100_000 + row * 37}`, { task: 'class' })).toBe('taken');
    expect(await refusal((row) => `a note of ${row} words`)).toContain('free text cannot be predicted');
    expect(await refusal((row) => `2024-0${1 + (row % 9)}-1${row % 10}`)).toContain('holds dates');
    expect(await refusal((row) => `city ${row % 90}`)).toBe('taken');
  });

  it('of two numbers is a regression, which is said; binary takes any two values', async () => {
    const { reader, notices } = await columnsOf(
      rows((row) => `${row % 2 === 0 ? -1 : 1}`),
      { target: 'y' },
    );
    expect(reader.schema.targets[0]).toMatchObject({ task: 'regression' });
    expect(notices.map(({ message }) => message).join()).toContain('--task binary');
    const binary = await columnsOf(
      rows((row) => `${row % 2 === 0 ? -1 : 1}`),
      { target: 'y', task: 'binary' },
    );
    expect(binary.reader.schema.targets[0]).toMatchObject({ task: 'binary', values: ['-1', '1'] });
    expect((await readAll(binary.reader)).truths.slice(0, 4)).toEqual([0, 1, 0, 1]);
    expect(await refusal((row) => `${row % 3}`, { task: 'binary' })).toContain('a binary target has two');
  });

  it('alone is a table too', async () => {
    const { reader } = await columnsOf('y\n1\n2\n', { target: 'y' });
    expect((await readAll(reader)).truths).toEqual([1, 2]);
  });
});

describe('numbers that stand for "no value"', () => {
  const text = (value: string) =>
    `z,y\n${Array.from({ length: 200 }, (_, row) => `${row % 50 === 7 ? value : ((row * 37) % 101) / 50},${row}`).join('\n')}\n`;

  it.each(['-999', '9999', '-200', '-9'])('%s is found, said, and read as missing', async (value) => {
    const { reader, notices } = await columnsOf(text(value), { target: 'y' });
    expect(reader.schema.columns[0]).toMatchObject({ sentinels: [Number(value)], missing: true });
    expect(notices[0]?.message).toBe(
      `z: ${value} is taken as "no value"; --schema with {"sentinels": {"z": []}} keeps it as a number`,
    );
    const { inputs } = await readAll(reader);
    expect(inputs[7]).toEqual([Number.NaN]);
  });

  it('which a schema can overrule, and which a value that is just large is not', async () => {
    expect(
      (await columnsOf(text('-999'), { target: 'y', sentinels: { z: [] } })).reader.schema.columns[0],
    ).toEqual({
      name: 'z',
      type: 'number',
      missing: false,
      origin: 0,
      scale: 1,
    });
    expect((await columnsOf(text('10000'), { target: 'y' })).reader.schema.columns[0]).not.toHaveProperty(
      'sentinels',
    );
  });
});
