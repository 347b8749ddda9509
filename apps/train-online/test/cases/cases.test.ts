import { describe, expect, it } from 'vitest';
import { learnCase } from './learn-case.ts';
import { caseNames } from './write-case.ts';

it('there are as many cases as there were', () => {
  expect(caseNames.length).toBe(43);
});

describe('numbers and dates in other notations', () => {
  it.each([
    ['decimal-comma.csv', 0.97, 'x: number (decimal comma)'],
    ['thousands.csv', 0.97, 'amount: number (thousands)'],
    ['currency.csv', 0.97, 'amount: number (thousands, currency)'],
    ['percent.csv', 0.97, 'share: number (percent)'],
    ['postgres-dates.csv', 0.8, undefined],
    ['german-dates.csv', 0.8, 'at: date (day first)'],
    ['american-dates.csv', 0.8, 'at: date (month first)'],
    ['clock.csv', 0.8, 'time: date (time of day)'],
    ['epoch.csv', 0.8, 'column "at" looks like seconds since 1970'],
  ])('%s: R² of at least %d, and it is said', async (name, least, note) => {
    const { metrics, notes } = await learnCase(name, 'y');
    expect(metrics['r2']).toBeGreaterThanOrEqual(least);
    if (note !== undefined) expect(notes.join('\n')).toContain(note);
  });
});

describe('what a class or a column is', () => {
  it.each([
    ['class-none.csv', 'severity', 3],
    ['class-sign.csv', 'answer', 2],
    ['class-bigint.jsonl', 'label', 3],
    ['latin1.csv', 'name', 3],
  ])('%s has all its classes', async (name, target, classes) => {
    const { metrics } = await learnCase(name, target);
    expect(metrics['accuracy']).toBeGreaterThan(0.93);
    expect(Object.keys((metrics as unknown as { classes: object }).classes).length).toBe(classes);
  });

  it('mixed-yes.csv is yes or no, plus-minus-one.csv where that is wanted, and it is said', async () => {
    expect((await learnCase('mixed-yes.csv', 'member')).metrics['accuracy']).toBeGreaterThan(0.98);
    const signs = await learnCase('plus-minus-one.csv', 'label', {}, [100]);
    expect(signs.notes.join('\n')).toMatch(/label: regression, .* there are two of them .*--task binary/);
    const { metrics } = await learnCase('plus-minus-one.csv', 'label', { task: 'binary' });
    expect(metrics['accuracy']).toBeGreaterThan(0.95);
  });

  it('one-letter.csv: a guess that is contradicted ends nothing', async () => {
    const { metrics } = await learnCase('one-letter.csv', 'y');
    expect([metrics['rows'], metrics['badRows']]).toEqual([900, 0]);
    expect(metrics['r2']).toBeGreaterThan(0.97);
  });

  it('unlabelled.csv: rows without a label are counted apart', async () => {
    const { metrics, notes } = await learnCase('unlabelled.csv', 'y');
    expect([metrics['rows'], metrics['badRows'], metrics['unlabelledRows']]).toEqual([1000, 0, 1000]);
    expect(metrics['r2']).toBeGreaterThan(0.98);
    expect(notes.join('\n')).toContain('the target "y" is missing; rows without it are counted');
  });

  it('names.csv: columns that are called as what objects have', async () => {
    const { metrics } = await learnCase('names.csv', 'y', { task: 'multiclass' });
    expect(metrics['accuracy']).toBeGreaterThanOrEqual(0.98);
  });

  it('late-column.csv: a column is learned from when it comes', async () => {
    const { metrics, notes } = await learnCase('late-column.csv', 'y');
    expect(metrics['r2']).toBeGreaterThan(0.95);
    expect(notes.join('\n')).toContain('line 702: column "late" has its first value, and is learned from');
  });

  it('many-classes.csv: hundreds of classes are met one after the other', async () => {
    const { metrics } = await learnCase('many-classes.csv', 'city', { examples: '300' });
    expect(metrics).toMatchObject({ rows: 300, badRows: 0 });
    expect((metrics as unknown as { classes: string[] }).classes.length).toBeGreaterThan(200);
  });

  it('time-back.csv: a time that goes back is said, with the row', async () => {
    const { metrics, notes } = await learnCase('time-back.csv', 'y', { 'time-column': 'at' });
    expect(metrics['rows']).toBe(600);
    expect(notes.filter((note) => note.includes('goes back'))).toEqual([
      expect.stringContaining('line 302: the time goes back in column "at"'),
    ]);
  });

  it.each([
    ['target-id.csv', 'order_id', 'another value in nearly each row'],
    ['target-date.csv', 'shipped', 'holds dates, which cannot be predicted as they are'],
  ])('%s is refused within the first rows', async (name, target, sentence) => {
    await expect(learnCase(name, target)).rejects.toThrow(sentence);
  });
});

describe('files of other kinds', () => {
  it.each(['sep-line.csv', 'array.json', 'array-pretty.json', 'utf16.csv', 'nan.jsonl'])(
    '%s is read',
    async (name) => {
      const { metrics } = await learnCase(name, 'y');
      expect(metrics['rows']).toBe(300);
      expect(metrics['r2']).toBeGreaterThan(0.9);
    },
  );

  it('key-per-feature.jsonl is learned', async () => {
    expect((await learnCase('key-per-feature.jsonl', 'y')).metrics['rows']).toBe(400);
  });

  it('bad-row.csv: a word among numbers widens the column, and costs a line; or it is passed over', async () => {
    const widened = await learnCase('bad-row.csv', 'y', { examples: '2100' });
    expect(widened.metrics).toMatchObject({ rows: 2100, badRows: 0 });
    expect(widened.notes.join('\n')).toContain('line 2002: column "x" has a value that it could not read');
    const skipped = await learnCase('bad-row.csv', 'y', { examples: '2100', 'on-bad-row': 'skip' });
    expect(skipped.metrics).toMatchObject({ rows: 2100, badRows: 1 });
  });

  it('escapes.csv is learned; check.test.ts and edges.test.ts look at what is printed', async () => {
    const { metrics, notes } = await learnCase('escapes.csv', 'y');
    expect(metrics['r2']).toBeGreaterThan(0.9);
    expect(notes.join('\n')).not.toContain('\u001b');
  });
});
