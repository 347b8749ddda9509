import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { CheckReport } from '../dist/checking/run-check.js';
import { writeCase } from './cases/write-case.ts';
import { cli, scratch } from './cli.ts';

const check = (folder: string, ...args: string[]) => cli(['check', ...args], folder);

describe('train-online check', () => {
  it('shows what each column is taken as, what looks odd, and what the target makes of it', async () => {
    const folder = scratch();
    const { code, stdout, stderr } = await check(
      folder,
      writeCase(folder, 'decimal-comma.csv'),
      '--target',
      'y',
    );
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^ {2}column {2}taken as +missing {2}distinct {2}such as$/m);
    expect(stdout).toMatch(/^ {2}y +target, regression \(decimal comma\) +0 +\d+ {2}/m);
    expect(stdout).toMatch(/^ {2}colour +category +0 +3 {2}/m);
    expect(stdout).toContain('x: number (decimal comma); --decimal point says otherwise');
    expect(stdout).toContain('Target y: a number; predicted from 2 columns.');
  });

  it('says in one table what a run would end with, and exits with 1', async () => {
    const folder = scratch();
    const { code, stdout } = await check(folder, writeCase(folder, 'target-id.csv'), '--target', 'order_id');
    expect(code).toBe(1);
    expect(stdout).toContain('A run would end here');
    expect(stdout).toContain('choose another --target, or give --task multiclass');
    writeFileSync(join(folder, 'book.xlsx'), 'PK\u0003\u0004[Content_Types].xml xl/');
    const book = await check(folder, 'book.xlsx');
    expect([book.code, book.stdout]).toEqual([
      1,
      'A run would end here\n  book.xlsx is an Excel workbook (xlsx), not a table that can be read: save it as CSV\n',
    ]);
  });

  it('prints JSON, looks at as many rows as are wanted, and takes the flags of a run', async () => {
    const folder = scratch();
    const file = writeCase(folder, 'german-dates.csv');
    const json = async (...args: string[]): Promise<CheckReport> =>
      JSON.parse((await check(folder, file, '--json', ...args)).stdout);
    const report = await json('--target', 'y', '--rows', '50', '--exclude', 'at');
    expect(report).toMatchObject({ schemaVersion: 1, format: 'csv', rows: 50, problems: [] });
    expect(report.columns[1]).toMatchObject({ name: 'at', type: 'ignored', reason: 'excluded' });
    expect((await json('--target', 'y', '--date-order', 'day')).columns[1]).toMatchObject({
      notation: 'day first',
    });
    const schema = join(folder, 'schema.json');
    writeFileSync(schema, '{"target": "y", "types": {"at": "text"}}');
    expect((await json('--schema', schema)).columns.map(({ type }) => type)).toEqual(['number', 'text']);
  });

  it('never prints what commands a terminal', async () => {
    const folder = scratch();
    const { stdout } = await check(folder, writeCase(folder, 'escapes.csv'), '--target', 'y');
    expect(stdout).toContain('\\x1b[31mRED');
    expect(stdout).not.toContain('\u001b');
  });

  it('says what is wrong with what was asked', async () => {
    const folder = scratch();
    const missing = await check(folder, 'none.csv');
    expect([missing.code, missing.stderr]).toEqual([2, expect.stringContaining('there is no such file')]);
    const column = await check(folder, writeCase(folder, 'percent.csv'), '--target', 'share2');
    expect([column.code, column.stdout]).toEqual([1, expect.stringContaining('did you mean "share"?')]);
  });
});
