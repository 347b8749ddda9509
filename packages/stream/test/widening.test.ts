import { describe, expect, it } from 'vitest';
import { type Notice, TableEncoder, type TableOptions, TableReader } from '../src/index.ts';
import { textSource } from './text-source.ts';

type Rows = { readonly inputs: number[][]; readonly truths: number[] };

/** Reads all of a table and follows its schema; each row as the encoder sees it at the end. */
async function readGrowing(reader: TableReader, encoder: TableEncoder): Promise<Rows> {
  const found: Rows = { inputs: [], truths: [] };
  for (let revision = reader.revision; ; ) {
    const batch = reader.createBatch(5);
    const count = await reader.read(batch, 5);
    for (let row = 0; row < count; row += 1) {
      found.inputs.push([...batch.inputs.data.subarray(row * reader.rawWidth, (row + 1) * reader.rawWidth)]);
      found.truths.push(batch.truths[row]!);
    }
    if (reader.revision === revision && count === 0) return found;
    // The batch is of the width that was before the schema grew.
    if (reader.revision !== revision) encoder.grow(reader.schema);
    revision = reader.revision;
  }
}

const open = async (text: string, options: TableOptions = {}) => {
  const notices: Notice[] = [];
  const all = { target: 'y', inferRows: 20, onContradiction: 'widen', ...options } as const;
  const reader = await TableReader.open(textSource(text), {
    ...all,
    onNotice: (notice) => notices.push(notice),
  });
  return { reader, notices, options: all, encoder: new TableEncoder(reader.schema) };
};
const csv = (header: string, count: number, row: (at: number) => string) =>
  `${header}\n${Array.from({ length: count }, (_, at) => row(at)).join('\n')}\n`;

describe('a guess that is contradicted', () => {
  it.each([
    ['yes and no by a word', (at: number) => (at === 30 ? 'maybe' : at % 2 === 0 ? 'yes' : 'no'), 'boolean'],
    ['numbers by a word', (at: number) => (at === 30 ? 'unknown' : String(at)), 'number'],
    ['dates by a word', (at: number) => (at === 30 ? 'soon' : `2024-01-${10 + (at % 20)}`), 'date'],
  ])('widens: %s, and costs a line', async (_, value, type) => {
    const { reader, notices, encoder } = await open(csv('x,y', 40, (at) => `${value(at)},${at}`));
    const width = encoder.inputWidth;
    const { truths, inputs } = await readGrowing(reader, encoder);
    expect(truths).toEqual(Array.from({ length: 40 }, (_, at) => at));
    expect(reader.schema.columns.map((column) => column.type)).toEqual([type, 'category']);
    expect(encoder.inputWidth).toBeGreaterThan(width);
    expect(inputs[30]!.at(-1)).toBe(0);
    expect(inputs[31]!.at(-1)).toBeNaN();
    expect(notices.map(({ kind, line, column }) => [kind, line, column])).toEqual([['widened', 32, 'x']]);
    expect([reader.badRows, reader.revision]).toEqual([0, 1]);
  });

  it('by what the user has said is a bad row, and so is one where nothing is to widen', async () => {
    const text = csv('x,y', 40, (at) => `${at === 30 ? 'unknown' : at},${at}`);
    const typed = await open(text, { types: { x: 'number' } });
    await expect(readGrowing(typed.reader, typed.encoder)).rejects.toThrow(
      'column "x" is "unknown", wanted a number',
    );
    const strict = await open(text, { onContradiction: 'bad' });
    await expect(readGrowing(strict.reader, strict.encoder)).rejects.toThrow('column "x" is "unknown"');
  });

  it('is the same wherever it is resumed', async () => {
    const text = csv('x,late,y', 60, (at) => `${at === 30 ? 'unknown' : at},${at < 40 ? '' : at / 2},${at}`);
    const whole = await open(text);
    const wanted = await readGrowing(whole.reader, whole.encoder);
    expect(whole.notices.map(({ line }) => line)).toEqual([32, 42]);
    for (const cut of [1, 20, 29, 30, 31, 41, 55]) {
      const first = await open(text);
      let left = cut;
      while (left > 0) left -= await first.reader.read(first.reader.createBatch(left), left);
      const second = await TableReader.from(first.reader.state(), textSource(text), first.options);
      const rest = await readGrowing(second, new TableEncoder(second.schema));
      expect(rest.truths).toEqual(wanted.truths.slice(cut));
      expect(second.schema).toEqual(whole.reader.schema);
    }
  });
});

describe('a target that was yes or no', () => {
  it.each([
    ['0 and 1, by a third number', ['0', '1'], '2', ['0', '1', '2']],
    ['0 and 1, by a word', ['0', '1'], 'maybe', ['0', '1', 'maybe']],
    ['yes and no', ['no', 'Yes'], 'unsure', ['no', 'Yes', 'unsure']],
    ['only yes so far', ['ja', 'ja'], 'vielleicht', ['false', 'ja', 'vielleicht']],
    ['only 0 so far', ['0', '0'], '3', ['0', '1', '3']],
  ])('becomes classes, and costs a line: %s', async (_, words, third, classes) => {
    const text = csv('x,y', 60, (at) => `${at},${at >= 30 && at % 3 === 0 ? third : words[at % 2]}`);
    const { reader, notices, encoder } = await open(text);
    expect(reader.schema.targets[0]?.task).toBe('binary');
    const { truths } = await readGrowing(reader, encoder);
    expect([reader.schema.targets[0]?.task, reader.classes]).toEqual(['class', classes]);
    const before = (at: number) => (words[0] === words[1] ? classes.indexOf(words[0]!) : at % 2);
    expect(truths).toEqual(
      Array.from({ length: 60 }, (_, at) => (at >= 30 && at % 3 === 0 ? 2 : before(at))),
    );
    expect(notices.map(({ kind, line, column }) => [kind, line, column])).toEqual([['widened', 32, 'y']]);
    expect(notices[0]?.message).toContain('predicted as classes from here on');
    expect([reader.badRows, reader.revision]).toEqual([0, 1]);
    expect(encoder.outputWidth(reader.classCount)).toBe(3);
  });

  it('becomes numbers by a fraction', async () => {
    const { reader, encoder, notices } = await open(
      csv('x,y', 60, (at) => `${at},${at === 40 ? 0.25 : at % 2}`),
    );
    const { truths } = await readGrowing(reader, encoder);
    expect(reader.schema.targets).toEqual([{ name: 'y', task: 'regression', origin: 0, scale: 1 }]);
    expect([truths[39], truths[40], truths[41]]).toEqual([1, 0.25, 1]);
    expect(notices[0]?.message).toContain('--task regression');
  });

  it('keeps what meant yes, no and nothing before', async () => {
    const words = ['no', 'True', '-', 'Y', '0', '1', 'FALSE'];
    const { reader, encoder } = await open(
      csv('x,y', 63, (at) => `${at},${at === 42 ? '2.50' : words[at % 7]}`),
    );
    const { truths } = await readGrowing(reader, encoder);
    expect(reader.classes).toEqual(['no', 'True', '2.50']);
    expect(truths.slice(-6)).toEqual([0, 1, 1, 0, 1, 0]);
    expect(reader.unlabelledRows).toBe(9);
  });

  it('stays what the user says it is', async () => {
    const text = csv('x,y', 60, (at) => `${at},${at === 40 ? 'maybe' : at % 2}`);
    for (const options of [{ task: 'binary' }, { onContradiction: 'bad' }] as const) {
      const { reader, encoder } = await open(text, options);
      await expect(readGrowing(reader, encoder)).rejects.toThrow('column "y" is "maybe", wanted yes or no');
    }
  });

  it('is the same wherever it is resumed', async () => {
    const text = csv('x,y', 60, (at) => `${at},${at < 30 ? at % 2 : ['0', '1', 'x', '2.50'][at % 4]}`);
    const whole = await open(text);
    const wanted = await readGrowing(whole.reader, whole.encoder);
    for (const cut of [1, 29, 30, 31, 33, 50]) {
      const first = await open(text);
      const encoder = new TableEncoder(first.reader.schema);
      let left = cut;
      while (left > 0) left -= await first.reader.read(first.reader.createBatch(left), left);
      encoder.grow(first.reader.schema);
      const second = await TableReader.from(first.reader.state(), textSource(text), first.options);
      const rest = await readGrowing(second, encoder);
      expect(rest.truths).toEqual(wanted.truths.slice(cut));
      expect([second.classes, second.schema]).toEqual([whole.reader.classes, whole.reader.schema]);
    }
  });
});

describe('a column that comes alive late', () => {
  it.each([
    ['numbers', (at: number) => String(at), 'number'],
    ['words', (at: number) => 'abc'[at % 3]!, 'category'],
    ['dates', () => '2024-05-31', 'date'],
  ])('is learned from as %s', async (_, value, type) => {
    const { reader, encoder, notices } = await open(
      csv('x,late,y', 60, (at) => `1,${at < 30 ? '' : value(at)},${at}`),
    );
    expect(reader.schema.columns[1]).toMatchObject({ type: 'ignored' });
    const { inputs } = await readGrowing(reader, encoder);
    expect(inputs.length).toBe(60);
    expect(reader.schema.columns[2]).toMatchObject({ name: 'late', type, part: 2, missing: true });
    expect(notices[0]?.message).toContain('has its first value, and is learned from as');
    // It has an indicator of its own: until then, it was missing.
    expect(encoder.inputNames).toContain('late [missing]');
  });
});

describe('what is said of a stream as a whole', () => {
  it('rows without a label are counted apart, and that is said once', async () => {
    const { reader, notices, encoder } = await open(
      csv('x,y', 20, (at) => `${at},${at % 2 === 0 ? at : ''}`),
    );
    const { truths } = await readGrowing(reader, encoder);
    expect([truths, reader.unlabelledRows, reader.badRows]).toEqual([
      [0, 2, 4, 6, 8, 10, 12, 14, 16, 18],
      10,
      0,
    ]);
    expect(notices.map(({ line, message }) => [line, message])).toEqual([
      [3, 'test.csv line 3: the target "y" is missing; rows without it are counted and not learned from'],
    ]);
    const predicting = await open(
      csv('x,y', 20, (at) => `${at},${at % 2 === 0 ? at : ''}`),
      { learning: false },
    );
    expect((await readGrowing(predicting.reader, predicting.encoder)).truths.length).toBe(20);
  });

  it('a time that goes back is said once, with the row', async () => {
    const text = csv(
      'at,y',
      30,
      (at) => `${at === 12 || at === 20 ? '2014-05-05' : `2024-01-${10 + (at % 20)}T00:0${at % 10}Z`},1`,
    );
    const { reader, notices, encoder } = await open(text, { timeColumn: 'at' });
    await readGrowing(reader, encoder);
    expect(notices.filter(({ kind }) => kind === 'time').map(({ line }) => line)).toEqual([14]);
  });
});

describe('guesses over several files', () => {
  it('are made over the first rows of all of them, until there are enough', async () => {
    const sources = ['x,y\nf,1\nf,2\n', 'y,x,z\n3,m,5\n', 'x,y,w\nf,4,1\n'].map((text, at) =>
      textSource(text, { name: `part-${at}.csv` }),
    );
    const reader = await TableReader.open(sources, { target: 'y', inferRows: 3 });
    expect(reader.schema.columns.map(({ name, type }) => `${name}: ${type}`)).toEqual([
      'x: category',
      'z: number',
    ]);
    const batch = reader.createBatch(8);
    await reader.read(batch, 8);
    expect([...batch.truths.subarray(0, 4)]).toEqual([1, 2, 3, 4]);
    expect(reader.unusedColumns).toEqual(['w']);
  });
});
