import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TrainingStream } from '@graph/online';
import { openTableStream, TABLE_DEFAULTS } from '@graph/online';
import { describe, expect, it } from 'vitest';
import { openPredictions } from '../dist/saving/predictions-log.js';
import { cli, cliJson, scratch } from './cli.js';

const COLOURS = ['red', 'light "blue"', 'green, dark'];
const colourOf = (at: number): string => COLOURS[(at * 7) % 3]!;

/** Rows whose colour follows from x. */
function table(folder: string, rows: number): void {
  const cell = (text: string): string => `"${text.replaceAll('"', '""')}"`;
  const lines = Array.from({ length: rows }, (_, at) => `${(at * 7) % 3},${at % 5},${cell(colourOf(at))}\n`);
  writeFileSync(join(folder, 'rows.csv'), `x,noise,colour\n${lines.join('')}`);
}

const FLAGS = ['--data', 'rows.csv', '--target', 'colour', '--learner', 'network', '--hidden', '4'];

type Line = {
  readonly row: number;
  readonly line: number;
  readonly label: string;
  readonly prediction: string | null;
  readonly probabilities?: Readonly<Record<string, number>>;
};

function linesOf(folder: string, file: string): readonly Line[] {
  return readFileSync(join(folder, file), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}

describe('--predictions', () => {
  it('writes each row once, the same whether the run was stopped or not', async () => {
    const folder = scratch();
    table(folder, 150);
    const run = [...FLAGS, '--label-delay', '3', '--checkpoint-interval', '40', '--batch-size', '24'];
    await cliJson([...run, '--predictions', 'a.jsonl', '-o', 'a'], folder);
    const whole = linesOf(folder, 'a.jsonl');
    expect(whole.map(({ row }) => row)).toEqual(Array.from({ length: 150 }, (_, at) => at + 1));
    expect(whole.map(({ line }) => line)).toEqual(Array.from({ length: 150 }, (_, at) => at + 2));
    expect(whole.map(({ label }) => label)).toEqual(Array.from({ length: 150 }, (_, at) => colourOf(at)));
    expect(Object.keys(whole.at(-1)!.probabilities!).sort()).toEqual([...COLOURS].sort());

    // The rows after the checkpoint are taken away, and written anew.
    await cliJson(['--resume', 'a/checkpoint_80.json', '--predictions', 'a.jsonl', '-o', 'b'], folder);
    expect(linesOf(folder, 'a.jsonl')).toEqual(whole);
  });

  it('writes CSV with the cells that need it quoted', async () => {
    const folder = scratch();
    table(folder, 30);
    await cliJson([...FLAGS, '--predictions', 'p.csv', '-o', 'a'], folder);
    const text = readFileSync(join(folder, 'p.csv'), 'utf8');
    expect(text).toMatch(/^row,line,label,prediction,probabilities\n1,2,red,,\n2,3,"light ""blue""",/);
    expect(text.trimEnd().split('\n')).toHaveLength(31);
  });

  it('has the curriculum refuse it, and other endings', async () => {
    const folder = scratch();
    const curriculum = await cli(['--examples', '10', '--predictions', 'p.csv', '-o', 'a'], folder);
    expect(curriculum).toMatchObject({ code: 2, stderr: expect.stringContaining('--predictions') });
    const stream = await tableStream();
    const settings = { predictions: join(folder, 'p.txt'), overwrite: false, data: undefined };
    expect(() => openPredictions(settings, stream, undefined, String)).toThrow(/wanted a name with \.csv, /);
  });
});

async function tableStream(): Promise<TrainingStream> {
  const { batchSize, replay } = TABLE_DEFAULTS;
  return openTableStream(
    { name: 'rows', rows: () => [{ x: 1, y: 'a' }] },
    { target: 'y' },
    { batchSize, replay, onDrift: 'ignore', labelDelay: 0 },
  );
}

/** What is left of a file when a run that predicted so many rows continues it. */
async function opened(name: string, text: string, predicted: number | undefined, overwrite = false) {
  const file = join(scratch(), name);
  writeFileSync(file, text);
  const settings = { predictions: file, overwrite, data: undefined };
  openPredictions(settings, await tableStream(), predicted, String)?.close();
  return readFileSync(file, 'utf8');
}

const json = (row: number, label = 'a'): string => `{"row":${row},"line":${row},"label":"${label}"}\n`;
const head = 'row,line,label,prediction,probabilities\n';

describe('the file of --predictions', () => {
  it('is cut where the run is resumed, in the middle of a row too', async () => {
    expect(await opened('p.jsonl', `${json(1)}${json(2, '\\"')}${json(3)}{"row":4,"li`, 2)).toBe(
      `${json(1)}${json(2, '\\"')}`,
    );
    const row = '1,2,"a ""b""\nc",,\n';
    expect(await opened('p.csv', `${head}${row}2,3,a,a,\n3,4,a`, 1)).toBe(`${head}${row}`);
    // It was begun when the run was already on.
    expect(await opened('p.csv', `${head}11,12,a,a,\n12,13,a,a,\n`, 11)).toBe(`${head}11,12,a,a,\n`);
  });

  it('is not continued where rows are missing, or another wrote it', async () => {
    await expect(opened('p.jsonl', json(1), 3)).rejects.toThrow(/lacks rows before row 4/);
    await expect(opened('p.jsonl', json(1), undefined)).rejects.toThrow(
      /predictions of another run.*--overwrite/,
    );
    await expect(opened('p.csv', 'my notes\n', 3)).rejects.toThrow(/did not write.*--overwrite/);
    expect(await opened('p.csv', 'my notes\n', undefined, true)).toBe(head);
    expect(await opened('p.csv', '', 3)).toBe(head);
  });
});
