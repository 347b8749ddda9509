import { describe, expect, it } from 'vitest';
import { checkTable } from '../src/index.ts';
import { textSource } from './text-source.ts';

const csv = (header: string, count: number, row: (at: number) => string) =>
  `${header}\n${Array.from({ length: count }, (_, at) => row(at)).join('\n')}\n`;

describe('checkTable', () => {
  it('tells what each column is taken as, how it is written, and what looks odd', async () => {
    const text = csv('id;price;z;zip;same;y', 100, (at) =>
      [`A-${at}`, `${at},5`, at % 20 === 3 ? -999 : at / 100, `0${at}`, 'x', at].join(';'),
    );
    const { columns, problems, schema, rows, format } = await checkTable(textSource(text), { target: 'y' });
    expect([problems, rows, format]).toEqual([[], 100, 'csv']);
    expect(schema?.targets[0]?.task).toBe('regression');
    expect(columns.map(({ name, type, task, notation }) => [name, task ?? type, notation])).toEqual([
      ['y', 'regression', undefined],
      ['id', 'text', undefined],
      ['price', 'number', 'decimal comma'],
      ['z', 'number', undefined],
      ['zip', 'text', undefined],
      ['same', 'category', undefined],
    ]);
    expect(columns[2]).toMatchObject({ missing: 0, distinct: 100, examples: ['0,5', '1,5', '2,5'] });
    const remarks = Object.fromEntries(columns.map(({ name, remarks }) => [name, remarks.join(' ')]));
    expect(remarks['id']).toContain('another value in each row, as an id has; --exclude "id" leaves it out');
    expect(remarks['price']).toContain('--decimal point says otherwise');
    expect(remarks['z']).toContain('-999 is taken as "no value"');
    expect(remarks['zip']).toContain('numbers with zeros before them are codes');
    expect(remarks['same']).toContain('the same value in all rows that have one');
  });

  it('tells what would end a run, and still shows the columns', async () => {
    const refused = await checkTable(textSource(csv('x,y', 200, (at) => `${at},A-${at}`)), { target: 'y' });
    expect(refused.problems[0]?.message).toContain('another value in nearly each row');
    expect([refused.schema, refused.columns.map(({ name }) => name)]).toEqual([null, ['x', 'y']]);
    const ragged = await checkTable(textSource('x,y\n1,2\n3\n'), { target: 'y' });
    expect(ragged.problems).toEqual([
      {
        code: 'BAD_ROW',
        message:
          'test.csv line 3: has 1 value, the header has 2 columns; --on-bad-row skip passes such rows over',
      },
    ]);
    for (const [text, code] of [
      ['%PDF-1.7', 'FORMAT'],
      ['', 'EMPTY'],
      ['x,y\n', 'EMPTY'],
      ['a,b\n1,2\n', 'COLUMN'],
    ] as const)
      expect((await checkTable(textSource(text), { target: 'y' })).problems[0]?.code).toBe(code);
    await expect(checkTable(textSource('x\n1\n'), { inferRows: 0 })).rejects.toThrow('inferRows is 0');
  });

  it('names the values that a column cannot read, which a run would widen it for', async () => {
    const text = csv('x,y', 100, (at) => `${at % 40 === 30 ? 'unknown' : at},${at}`);
    const { columns, problems } = await checkTable(textSource(text), { target: 'y' });
    expect(problems).toEqual([]);
    expect(columns[1]?.remarks[0]).toBe(
      'test.csv line 32: column "x" is "unknown", wanted a number, and 1 more; --missing with such words takes them as "no value", --schema with {"types": {"x": "category"}} as words',
    );
  });
});
