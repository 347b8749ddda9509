import { describe, expect, it } from 'vitest';
import { StreamError, type TableOptions, TableReader } from '../src/index.ts';
import { readAll } from './read-all.ts';
import { textSource } from './text-source.ts';

const open = (text: string, options: TableOptions = {}): Promise<TableReader> =>
  TableReader.open(textSource(text), options);

describe('reading CSV', () => {
  it('reads numbers and a yes/no target', async () => {
    const reader = await open('a,b,y\n1,2.5,yes\n-3,4e2,no\n', { target: 'y' });
    expect(reader.schema.targets[0]?.task).toBe('binary');
    expect(await readAll(reader)).toEqual({
      inputs: [
        [1, 2.5],
        [-3, 400],
      ],
      truths: [1, 0],
      lines: [2, 3],
      domains: [0, 0],
    });
  });

  it('gives classes their numbers as they appear, and they stay', async () => {
    const reader = await open('a,y\n1,cat\n2,dog\n3,cat\n', { target: 'y' });
    expect((await readAll(reader)).truths).toEqual([0, 1, 0]);
    expect(reader.classes).toEqual(['cat', 'dog']);
  });

  it.each([
    ['CRLF', 'a,y\r\n1,2.5\r\n3,4\r\n'],
    ['a byte order mark', '\ufeffa,y\n1,2.5\n3,4\n'],
    ['a byte order mark before quotes', '\ufeff"a","y"\n1,2.5\n3,4\n'],
    ['a byte order mark before JSON', '\ufeff{"a":1,"y":2.5}\n{"a":3,"y":4}\n'],
    ['delimiters inside a quoted name', '"a;b;c",y\n1,2.5\n3,4\n'],
    ['quotes', '"a","y"\n"1","2.5"\n3,"4"\n'],
    ['semicolons', 'a;y\n1;2.5\n3;4\n'],
    ['tabs', 'a\ty\n1\t2.5\n3\t4\n'],
    ['blank lines', '\n\na,y\n\n1,2.5\n\n\n3,4\n\n'],
    ['no line feed at the end', 'a,y\n1,2.5\n3,4'],
    ['spaces around numbers', 'a,y\n 1 , 2.5\n3,4 \n'],
  ])('reads %s', async (_, text) => {
    const { inputs, truths } = await readAll(await open(text, { target: 'y' }));
    expect([inputs, truths]).toEqual([
      [[1], [3]],
      [2.5, 4],
    ]);
  });

  it('counts the lines inside quotes', async () => {
    const reader = await open('a,note,y\n1,"one\ntwo\r\nthree",1\n2,b,0\n\n3,"c\nd",1\n4,e,0\n', {
      target: 'y',
    });
    expect((await readAll(reader)).lines).toEqual([2, 5, 7, 9]);
  });

  it('says which column is meant by a misspelt one', async () => {
    await expect(open('alpha,beta\n1,2\n', { target: 'bata' })).rejects.toThrow(
      'test.csv has no column "bata"; did you mean "beta"?',
    );
  });

  it('names line, column and value of a bad row, and stops', async () => {
    const rows = Array.from({ length: 20 }, (_, row) => `${row},${row}\n`).join('');
    const reader = await open(`a,y\n${rows}`, { target: 'y', inferRows: 5 });
    await readAll(reader);
    const bad = await open(`a,y\n${rows}oops,1\n`, { target: 'y', types: { a: 'number' } });
    const error = await readAll(bad).catch((caught: unknown) => caught);
    expect(StreamError.is(error) && [error.code, error.message, error.place]).toEqual([
      'BAD_ROW',
      'test.csv line 22: column "a" is "oops", wanted a number',
      { source: 'test.csv', line: 22, column: 'a', value: '"oops"' },
    ]);
  });

  it('passes over bad rows and counts them where it is told to', async () => {
    const skipped: string[] = [];
    const reader = await open('a,y\n1,1\n2\n3,x\n4,4\n', {
      target: 'y',
      task: 'regression',
      onBadRow: 'skip',
      onSkip: ({ message }) => skipped.push(message),
    });
    expect((await readAll(reader)).inputs).toEqual([[1], [4]]);
    expect(reader.badRows).toBe(2);
    expect(skipped).toEqual([
      'test.csv line 3: has 1 value, the header has 2 columns',
      'test.csv line 4: column "y" is "x", wanted a number',
    ]);
  });
});

describe('going on at a position', () => {
  const text = `a,b,y\n${Array.from({ length: 300 }, (_, row) => `${row / 7},w${row % 9},"c${row % 5}"\n`).join('')}`;

  it.each([{ gzip: false }, { gzip: true }])(
    'gives the same rows as reading in one go (gzip: $gzip)',
    async ({ gzip }) => {
      const source = textSource(text, { gzip, piece: 100 });
      const whole = await readAll(await TableReader.open(source, { target: 'y' }));
      for (const cut of [0, 1, 17, 150, 299, 300]) {
        const first = await TableReader.open(source, { target: 'y' });
        const batch = first.createBatch(300);
        await first.read(batch, cut);
        const second = await TableReader.from(structuredClone(first.state()), source);
        const rest = await readAll(second);
        expect(rest.inputs).toEqual(whole.inputs.slice(cut));
        expect(rest.truths).toEqual(whole.truths.slice(cut));
        expect(rest.lines).toEqual(whole.lines.slice(cut));
        expect(second.rows).toBe(300);
      }
    },
  );

  it('stands before the bad row that stopped it, the rows before that given', async () => {
    const source = textSource('a,y\n1,1\n2,0\n3\n4,1\n');
    const reader = await TableReader.open(source, { target: 'y' });
    const batch = reader.createBatch(4);
    await expect(reader.read(batch, 4)).rejects.toThrow('line 4: has 1 value');
    expect([batch.size, reader.rows, reader.position.line]).toEqual([2, 2, 4]);
    await expect(reader.read(batch, 4)).rejects.toThrow('line 4: has 1 value');
    const skipping = await TableReader.from(reader.state(), source, { onBadRow: 'skip' });
    expect((await readAll(skipping)).lines).toEqual([5]);
  });

  it('goes on counting bad rows', async () => {
    const source = textSource('a,y\n1,1\n2\n3,0\n4\n5,1\n');
    const first = await TableReader.open(source, { target: 'y', onBadRow: 'skip' });
    await first.read(first.createBatch(2), 2);
    expect(first.badRows).toBe(1);
    const second = await TableReader.from(first.state(), source, { onBadRow: 'skip' });
    expect((await readAll(second)).truths).toEqual([1]);
    expect([second.badRows, second.rows]).toEqual([2, 3]);
  });

  it('refuses another text', async () => {
    const reader = await TableReader.open(textSource(text), { target: 'y' });
    await reader.read(reader.createBatch(10), 10);
    await expect(TableReader.from(reader.state(), textSource(text.replace('w1', 'v1')))).rejects.toThrow(
      'does not start as the data did',
    );
  });
});
