import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { Random } from '@graph/core';
import { afterAll, describe, expect, it } from 'vitest';
import { cellFolder, MNIST_SOURCE, readMnist } from '../src/node/index.js';
import {
  type CellResult,
  cellKey,
  type Images,
  readImages,
  readLabels,
  runCell,
  runStudy,
  STREAMS,
  STUDY_METHODS,
  STUDY_ROWS,
  type StudyCell,
  type StudyRow,
  studyMarkdown,
  studyTable,
} from '../src/study/index.js';

const folder = mkdtempSync(join(tmpdir(), 'study-'));
afterAll(() => rmSync(folder, { recursive: true }));

const SIDE = 6;
/** Images of ten patterns, with noise. */
function draw(count: number, seed: number): Images {
  const shapes = Random.fromSeed(1, 'shapes');
  const patterns = Array.from({ length: 10 * SIDE * SIDE }, () => (shapes.below(3) === 0 ? 200 : 0));
  const random = Random.fromSeed(seed, 'images');
  const labels = Uint8Array.from({ length: count }, (_, at) => at % 10);
  const pixels = Uint8Array.from(
    { length: count * SIDE * SIDE },
    (_, at) =>
      patterns[labels[Math.floor(at / SIDE / SIDE)]! * SIDE * SIDE + (at % (SIDE * SIDE))]! +
      random.below(50),
  );
  return { pixels, labels, side: SIDE };
}
const data = { train: draw(300, 1), test: draw(100, 2) };
const rowOf = (stream: string, method: string): StudyRow =>
  STUDY_ROWS.find((row) => row.stream === stream && row.method === method)!;
let clock = 0;
const cpuSeconds = (): number => (clock += 0.5);

describe('the rows', () => {
  it('have a bound below and one above for each stream, and every method for classes', () => {
    for (const stream of Object.keys(STREAMS)) {
      const methods = STUDY_ROWS.filter((row) => row.stream === stream).map(({ method }) => method);
      expect(methods).toEqual(expect.arrayContaining(['fine-tuning', 'joint', 'er', 'der++']));
    }
    const all = STUDY_ROWS.filter(({ stream }) => stream === 'seq-mnist').map(({ method }) => method);
    expect([...new Set(all)].sort()).toEqual([...STUDY_METHODS].sort());
  });

  it('are known by everything that decides what comes out', () => {
    const keys = STUDY_ROWS.map((row) => cellKey(row, 1, data));
    expect(new Set(keys).size).toBe(keys.length);
    expect(cellKey(STUDY_ROWS[0]!, 2, data)).not.toBe(keys[0]);
    expect(cellKey(STUDY_ROWS[0]!, 1, { ...data, test: draw(90, 2) })).not.toBe(keys[0]);
  });
});

describe('streams', () => {
  const random = (): Random => Random.fromSeed(3, 'tasks');

  it('of classes give each two of them once, in random order', () => {
    const tasks = STREAMS['seq-mnist'].tasks(data, random());
    for (const [at, { train, test, classes, pixels }] of tasks.entries()) {
      expect(train.length).toBe(60);
      expect(new Set(train).size).toBe(60);
      expect(test.length).toBe(20);
      for (const row of train) expect(Math.floor(data.train.labels[row]! / 2)).toBe(at);
      expect([...classes].flatMap((value, label) => (value === 1 ? [label] : []))).toEqual([
        2 * at,
        2 * at + 1,
      ]);
      expect(pixels).toBeUndefined();
      expect([...train]).not.toEqual([...train].sort((a, b) => a - b));
    }
    expect(STREAMS['split-mnist'].tasks(data, random())[0]!.train.length).toBe(57);
  });

  it('of permutations show every pixel once, each task another way', () => {
    const tasks = STREAMS['perm-mnist'].tasks(data, random());
    expect(tasks.length).toBe(20);
    for (const { pixels } of tasks)
      expect([...pixels!].sort((a, b) => a - b)).toEqual([...Array(SIDE * SIDE).keys()]);
    expect(tasks[0]!.pixels).not.toEqual(tasks[1]!.pixels);
  });

  it('of rotations turn about the centre', () => {
    for (const { pixels } of STREAMS['rot-mnist'].tasks(
      { ...data, train: { ...data.train, side: 28 } },
      random(),
    )) {
      const centreOf = (map: Int16Array): number =>
        Math.abs(map.findIndex((from) => from === 14 * 28 + 14) - (14 * 28 + 14));
      // The pixels about the centre stay about it; those of the corners come from outside, unless nothing turns.
      expect([0, 1, 28, 29]).toContain(centreOf(pixels!));
      expect(new Set(pixels).size).toBeGreaterThan(500);
    }
  });
});

describe('a cell', () => {
  it('is the same each time, but for the time that it takes', () => {
    const row = { ...rowOf('seq-mnist', 'er'), learningRate: 0.002 };
    const once = runCell(row, 1, data, cpuSeconds);
    expect(runCell(row, 1, data, cpuSeconds)).toEqual(once);
    expect(runCell(row, 2, data, cpuSeconds)).not.toEqual(once);
    expect(once).toMatchObject({ rows: 300, cpuSeconds: 0.5 });
    const values = 4 * (SIDE * SIDE + 1 + 10);
    expect(once.memoryBytes / row.memory).toBeGreaterThanOrEqual(values);
    expect(once.memoryBytes / row.memory).toBeLessThan(values + 20);
  });

  it.each(STUDY_METHODS)('shows what %s keeps of classes', (method) => {
    const fast = { ...rowOf('seq-mnist', method), learningRate: 0.2, rehearsedRows: 10 };
    const repeated = { ...data, train: draw(800, 1) };
    const { accuracy, ofTask } = runCell(fast, 1, repeated, cpuSeconds);
    if (method === 'fine-tuning' || method === 'lwf') expect(accuracy).toBeLessThan(0.5);
    else expect(accuracy).toBeGreaterThan(0.6);
    expect(ofTask).toBeGreaterThanOrEqual(accuracy);
  });

  it('of domains is judged among all classes', () => {
    const { accuracy, ofTask, rows } = runCell(
      { ...rowOf('rot-mnist', 'joint'), rehearsedRows: 10 },
      1,
      { train: draw(100, 1), test: draw(20, 2) },
      cpuSeconds,
    );
    expect(ofTask).toBe(accuracy);
    expect(rows).toBe(2000);
  });
});

describe('a study', () => {
  const rows = [rowOf('seq-mnist', 'fine-tuning'), rowOf('seq-mnist', 'er')];
  const seeds = [1, 2, 3];

  it('that was stopped goes on with the cell that is missing, and comes to the same table', () => {
    const store = cellFolder(join(folder, 'cells'));
    const first: StudyCell[] = [];
    for (const cell of runStudy({ rows, seeds, data, store, cpuSeconds })) {
      first.push(cell);
      if (first.length === 4) break;
    }
    expect(first.every(({ kept }) => !kept)).toBe(true);
    const cells = [...runStudy({ rows, seeds, data, store, cpuSeconds })];
    expect(cells.map(({ kept }) => kept)).toEqual([true, true, true, true, false, false]);
    expect(studyTable(cells)).toEqual(studyTable(runStudy({ rows, seeds, data, cpuSeconds })));
  });

  it('prints mean, standard error and verdict beside what was published', () => {
    const result = (accuracy: number): CellResult => ({
      accuracy,
      ofTask: 0.9,
      forgetting: 0.1,
      rows: 10,
      cpuSeconds: 2,
      memoryBytes: 5000,
    });
    const cells = (row: StudyRow, ...values: number[]): StudyCell[] =>
      values.map((value, at) => ({ row, seed: at, result: result(value), kept: false }));
    const [plain, er] = [
      { ...rows[0]!, published: 50 },
      { ...rows[1]!, published: 80 },
    ];
    const table = studyTable([
      ...cells(er, 0.6, 0.62, 0.64),
      ...cells(plain, 0.48, 0.49, 0.5),
      ...cells(rows[1]!, 0.5),
    ]);
    expect(table.map(({ verdict }) => verdict)).toEqual(['below', 'met', 'unknown']);
    expect(table[0]!.accuracy.mean).toBeCloseTo(62, 10);
    expect(table[0]!.accuracy.error).toBeCloseTo(2 / Math.sqrt(3), 10);
    expect(table[2]!.accuracy).toEqual({ mean: 50, error: null });
    const text = studyMarkdown(table);
    expect(text).toContain('### seq-mnist, class-incremental');
    const lines = text.split('\n').filter((line) => line.startsWith('| '));
    expect(lines[2]).toBe(
      '| fine-tuning | – | 3 | 49.00 ± 0.58 | 50.00 | met | 90.00 ± 0.00 | 10.00 ± 0.00 | 2.0 | 5 |',
    );
    expect(lines[3]).toMatch(/^\| er \| 200 \| 3 \| 62\.00 ± 1\.15 \| 80\.00 \| below \|/);
  });
});

describe('a folder of MNIST', () => {
  const idx = (sizes: readonly number[], magic: number, body: Uint8Array): Buffer => {
    const head = Buffer.alloc(4 + 4 * sizes.length);
    head.writeUInt32BE(magic);
    for (const [at, size] of sizes.entries()) head.writeUInt32BE(size, 4 + 4 * at);
    return Buffer.concat([head, body]);
  };

  it('is read, zipped or not, in one file or several', () => {
    const { pixels, labels } = data.train;
    const half = 150 * SIDE * SIDE;
    const write = (name: string, bytes: Uint8Array): void => writeFileSync(join(folder, name), bytes);
    write('train-images-1.idx3.gz', gzipSync(idx([150, SIDE, SIDE], 2051, pixels.subarray(0, half))));
    write('train-images-2.idx3', idx([150, SIDE, SIDE], 2051, pixels.subarray(half)));
    write('train-labels.idx1.gz', gzipSync(idx([300], 2049, labels)));
    expect(() => readMnist(folder)).toThrow(MNIST_SOURCE);
    write('t10k-images-idx3-ubyte', idx([100, SIDE, SIDE], 2051, data.test.pixels));
    write('t10k-labels-idx1-ubyte', idx([100], 2049, data.test.labels));
    write('mini-train-images', new Uint8Array(3));
    expect(readMnist(folder)).toEqual(data);
    expect(() => readMnist(join(folder, 'nowhere'))).toThrow(/has no file of/);
  });

  it('of another format is refused', () => {
    const rows = expect.objectContaining({ code: 'ROWS' });
    expect(() => readImages(new Uint8Array(3))).toThrow(rows);
    expect(() => readImages(idx([2, 3, 4], 2051, new Uint8Array(24)))).toThrow(/wanted square ones/);
    expect(() => readImages(idx([2, 3, 3], 2051, new Uint8Array(24)))).toThrow(/wanted 34/);
    expect(() => readLabels(idx([2], 2051, new Uint8Array(2)))).toThrow(rows);
  });
});
