import { describe, expect, it } from 'vitest';
import { cli, cliJson, scratch } from '../cli.ts';
import { caseNames, writeCase } from './write-case.ts';

type Figures = Readonly<Record<string, number>>;

/** Learns a case and returns the figures of its report. */
async function learned(name: string, target: string, ...flags: string[]): Promise<Figures> {
  const folder = scratch();
  const report = await cliJson(
    ['--data', writeCase(folder, name), '--target', target, '--seed', '1', ...flags],
    folder,
  );
  return report.metrics as unknown as Figures;
}

/** What the command says of a case that it does not learn, and how it exits. */
async function said(
  name: string,
  target: string,
  ...flags: string[]
): Promise<{ code: number | null; stderr: string }> {
  const folder = scratch();
  return cli(['--data', writeCase(folder, name), '--target', target, '--seed', '1', ...flags], folder);
}

it('there are as many cases as there were', () => {
  expect(caseNames.length).toBe(43);
});

describe('numbers and dates in other notations', () => {
  it.each([
    ['decimal-comma.csv', 0.97],
    ['thousands.csv', 0.97],
    ['currency.csv', 0.97],
    ['percent.csv', 0.97],
    ['postgres-dates.csv', 0.8],
    ['german-dates.csv', 0.8],
    ['american-dates.csv', 0.8],
    ['clock.csv', 0.8],
  ])('%s: R² of at least %d', async (name, least) => {
    expect((await learned(name, 'y'))['r2']).toBeGreaterThanOrEqual(least);
  });
});

describe('what a class or a column is', () => {
  it.each([
    ['class-none.csv', 'severity', 3],
    ['class-sign.csv', 'answer', 2],
    ['class-bigint.jsonl', 'label', 3],
    ['latin1.csv', 'name', 3],
  ])('%s has all its classes', async (name, target, classes) => {
    const { accuracy, ...metrics } = await learned(name, target);
    expect(accuracy).toBeGreaterThan(0.93);
    expect(Object.keys((metrics as unknown as { classes: object }).classes).length).toBe(classes);
  });

  it('mixed-yes.csv is yes or no, plus-minus-one.csv where that is wanted', async () => {
    expect((await learned('mixed-yes.csv', 'member'))['accuracy']).toBeGreaterThan(0.98);
    expect((await learned('plus-minus-one.csv', 'label', '--task', 'binary'))['accuracy']).toBeGreaterThan(
      0.95,
    );
  });

  it('one-letter.csv, unlabelled.csv and names.csv are learned', async () => {
    expect((await learned('one-letter.csv', 'y'))['rows']).toBe(900);
    const unlabelled = await learned('unlabelled.csv', 'y');
    expect([unlabelled['rows'], unlabelled['badRows']]).toEqual([1000, 0]);
    expect(unlabelled['r2']).toBeGreaterThan(0.98);
    expect((await learned('names.csv', 'y', '--task', 'multiclass'))['accuracy']).toBeGreaterThan(0.95);
  });

  it.each([
    ['target-id.csv', 'order_id', 'another value in nearly each row'],
    ['target-date.csv', 'shipped', 'holds dates, which cannot be predicted as they are'],
  ])('%s is refused within the first rows', async (name, target, sentence) => {
    const { code, stderr } = await said(name, target);
    expect(code).toBe(2);
    expect(stderr).toContain(sentence);
    expect(stderr).not.toContain('examples');
  });
});

describe('values that mean nothing, and files of other kinds', () => {
  it('sentinel.csv: -999 is no number', async () => {
    expect((await learned('sentinel.csv', 'y'))['mae']).toBeLessThanOrEqual(0.15);
  });

  it.each(['sep-line.csv', 'array.json', 'array-pretty.json', 'utf16.csv', 'nan.jsonl'])(
    '%s is read',
    async (name) => {
      const { rows, r2 } = await learned(name, 'y');
      expect(rows).toBe(300);
      expect(r2).toBeGreaterThan(0.9);
    },
  );

  it('key-per-feature.jsonl is learned', async () => {
    expect((await learned('key-per-feature.jsonl', 'y'))['rows']).toBe(400);
  });
});
