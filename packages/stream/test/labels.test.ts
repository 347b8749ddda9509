import { describe, expect, it } from 'vitest';
import { RowWriter, type RowWriterOptions } from '../src/index.ts';
import { writeRow } from './write-all.ts';

const writer = (options: Partial<RowWriterOptions> = {}): RowWriter =>
  new RowWriter({ target: 'y', ...options });
const taskOf = (rows: RowWriter): string => rows.schema.targets[0]!.task;

/** Labels one row after the other, and returns the truths. */
function labelAll(rows: RowWriter, labels: readonly unknown[]): number[] {
  return labels.map((y) => writeRow(rows, { a: 1, y }).truths[0]!);
}

describe('the first label decides the task', () => {
  it.each([
    [true, 'binary', 1],
    ['no', 'binary', 0],
    [0, 'binary', 0],
    ['1', 'binary', 1],
    [12.5, 'regression', 12.5],
    ['12', 'regression', 12],
    [7n, 'regression', 7],
    ['spam', 'class', 0],
    ['007', 'class', 0],
  ])('%s: %s', (label, task, truth) => {
    const rows = writer();
    labelAll(rows, [null, undefined, 'NA']);
    expect([taskOf(rows), rows.taskKnown]).toEqual(['regression', false]);
    expect(labelAll(rows, [label])).toEqual([truth]);
    expect([taskOf(rows), rows.taskKnown]).toEqual([task, true]);
  });

  it('and keeps the digits of large numbers', () => {
    const rows = writer();
    labelAll(rows, [1e9]);
    const batch = rows.createBatch(1);
    expect(rows.write({ a: 1, y: 1e9 + 1 }, batch)).toBe('written');
    expect([batch.targets.data[0], batch.truths[0]]).toEqual([1, 1e9 + 1]);
  });
});

describe('a label that contradicts the task widens it', () => {
  it.each([
    [
      'yes/no with a third word',
      [true, false, 'maybe', true, false],
      'class',
      [1, 0, 2, 1, 0],
      ['false', 'true', 'maybe'],
    ],
    ['words of yes and no', ['Yes', 'unsure', 'no', 'yes'], 'class', [1, 2, 0, 1], ['no', 'Yes', 'unsure']],
    ['0 and 1 with a word', [0, 1, 'x', 1, '0', true], 'class', [0, 1, 2, 1, 0, 1], ['0', '1', 'x']],
    ['0 and 1 with another number', [0, 1, 2, 0.5], 'regression', [0, 1, 2, 0.5], []],
    ['yes/no with a number', [true, 7], 'class', [1, 2], ['false', 'true', '7']],
    ['few numbers with a word', [3, 5, 3, 'XL', 5], 'class', [3, 5, 3, 2, 1], ['3', '5', 'XL']],
    [
      '0 and 1, then numbers, then a word',
      [1, 0, 2.5, 'x', 0],
      'class',
      [1, 0, 2.5, 3, 1],
      ['1', '0', '2.5', 'x'],
    ],
  ])('%s', (_, labels, task, truths, classes) => {
    const rows = writer();
    expect(labelAll(rows, labels)).toEqual(truths);
    expect([taskOf(rows), rows.classes]).toEqual([task, classes]);
  });

  it('remembered targets stay valid, or can be renumbered', () => {
    const rows = writer();
    labelAll(rows, [3_000_000.5, 3_000_001, 3_000_000.5]);
    const batch = rows.createBatch(2);
    rows.write({ a: 1, y: 3_000_001 }, batch);
    const [remembered] = batch.targets.data;
    expect(rows.label('much', batch, 1)).toBe('grown');
    expect(rows.label('much', batch, 1)).toBe('written');
    expect(rows.classOf(remembered!)).toBe(1);
    expect([rows.classOf(Number.NaN), rows.classOf(99)]).toEqual([Number.NaN, Number.NaN]);
    expect(rows.classes).toEqual(['3000000.5', '3000001', 'much']);
    expect(RowWriter.from(rows.state(), { target: 'y' }).classOf(remembered!)).toBe(1);
    const binary = writer();
    labelAll(binary, [true, 'maybe']);
    expect([binary.classOf(0), binary.classOf(1)]).toEqual([0, 1]);
  });

  it('but a word among many numbers is a slip', () => {
    const rows = writer();
    labelAll(
      rows,
      Array.from({ length: 33 }, (_, at) => at + 0.5),
    );
    const batch = rows.createBatch(1);
    expect(rows.write({ a: 1, y: 'oops' }, batch)).toMatchObject({
      code: 'BAD_ROW',
      message: 'column "y" is "oops", wanted a number',
    });
    expect(taskOf(rows)).toBe('regression');
    const few = writer();
    labelAll(
      few,
      Array.from({ length: 32 }, (_, at) => at + 0.5),
    );
    expect(labelAll(few, ['word'])).toEqual([32]);
  });

  it('and there are at most so many classes', () => {
    const rows = writer({ maxClasses: 2 });
    labelAll(rows, ['a', 'b']);
    expect(rows.write({ a: 1, y: 'c' }, rows.createBatch(1))).toMatchObject({ column: 'y' });
    expect(rows.classCount).toBe(2);
  });

  it.each([Number.POSITIVE_INFINITY, 1e300])('%d is never a label of small numbers', (y) => {
    const rows = writer();
    labelAll(rows, [2]);
    expect(rows.write({ a: 1, y }, rows.createBatch(1))).toMatchObject({ column: 'y' });
  });
});

describe('a label that comes later', () => {
  it('is written to its row', () => {
    const rows = writer();
    writeRow(rows, { a: 5 });
    const batch = rows.createBatch(2);
    rows.write({ a: 6 }, batch);
    batch.size = 2;
    expect(rows.label(true, batch, 1)).toBe('grown');
    const inputs = [...batch.inputs.data];
    expect(rows.label(true, batch, 1)).toBe('written');
    expect([...batch.truths]).toEqual([Number.NaN, 1]);
    expect([...batch.targets.data]).toEqual([Number.NaN, 1]);
    expect([...batch.inputs.data]).toEqual(inputs);
    expect(rows.label(undefined, batch, 1)).toBe('written');
    expect(batch.truths[1]).toBeNaN();
    expect(() => rows.label(true, batch, 2)).toThrow('row 2 of targets of [2,1], wanted a row of [rows, 1]');
    expect(rows.rows).toBe(2);
  });

  it('counts among the labels that were met', () => {
    const rows = writer();
    const batch = rows.createBatch(1);
    for (const label of ['Yes', 'Yes']) rows.label(label, batch, 0);
    expect(rows.labelOf(1)).toBe('Yes');
    const numbers = writer();
    for (const label of [2.5, 2.5, 'word']) numbers.label(label, batch, 0);
    expect(numbers.classes).toEqual(['2.5']);
  });

  it('may be one of several', () => {
    const rows = new RowWriter({ target: ['y', 'z'] });
    writeRow(rows, { a: 1, y: true });
    expect(rows.schema.targets.map(({ task }) => task)).toEqual(['binary', 'binary']);
    const batch = rows.createBatch(1);
    rows.write({ a: 1, y: 1 }, batch);
    expect(rows.label({ z: 0 }, batch, 0)).toBe('written');
    expect([...batch.truths]).toEqual([Number.NaN, 0]);
    expect(rows.label(5, batch, 0)).toMatchObject({ code: 'BAD_ROW' });
    expect(rows.label({ z: 'word' }, batch, 0)).toMatchObject({ column: 'z' });
    const numbers = new RowWriter({ target: ['y', 'z'] });
    expect(writeRow(numbers, { y: 0, z: 1 }).truths).toEqual([0, 1]);
    expect(writeRow(numbers, { y: 0.5, z: 1 }).truths).toEqual([0.5, 1]);
    expect(numbers.schema.targets.map(({ task }) => task)).toEqual(['regression', 'regression']);
    const mixed = new RowWriter({ target: ['y', 'z'] });
    expect(writeRow(mixed, { y: 2e6, z: true }).truths).toEqual([2e6, 1]);
    expect(mixed.write({ y: 'word' }, mixed.createBatch(1))).toMatchObject({ column: 'y' });
    const words = new RowWriter({ target: ['y', 'z'] });
    expect(words.write({ y: 'word' }, words.createBatch(1))).toMatchObject({
      message: expect.stringContaining('several targets are all numbers, or all yes/no'),
    });
  });
});

describe('labels in the words of the user', () => {
  it.each([
    [[true], [false, true]],
    [['no'], ['no', 'yes']],
    [['F'], ['F', 't']],
    [
      [1, true],
      [0, 1],
    ],
    [
      [true, 'maybe'],
      [false, true, 'maybe'],
    ],
    [
      [1, 'maybe'],
      [0, 1, 'maybe'],
    ],
    [
      [3, 5, 'XL'],
      [3, 5, 'XL'],
    ],
    [
      ['spam', 'ham'],
      ['spam', 'ham'],
    ],
  ])('after %j: %j', (labels, words) => {
    const rows = writer();
    labelAll(rows, labels);
    for (const each of [rows, RowWriter.from(structuredClone(rows.state()), { target: 'y' })])
      expect(words.map((_, truth) => each.labelOf(truth))).toEqual(words);
    expect(rows.labelOf(Number.NaN)).toBeUndefined();
  });

  it('are numbers where classes are given as numbers', () => {
    const rows = writer({ task: 'class' });
    expect(labelAll(rows, [7, '8', true])).toEqual([0, 1, 2]);
    expect([0, 1, 2, 3].map((index) => rows.labelOf(index))).toEqual([7, '8', true, undefined]);
    const regression = writer();
    labelAll(regression, [5]);
    expect(regression.labelOf(2.25)).toBe(2.25);
  });
});
