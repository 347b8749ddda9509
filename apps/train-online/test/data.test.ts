import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { resolveSettings } from '../dist/settings/resolve-settings.js';
import { UsageError } from '../dist/settings/usage-error.js';
import { runTraining } from '../dist/training/run-training.js';
import { cli, cliJson, dataFile, type Report, scratch } from './cli.js';
import { madeRows, toCsv, toJsonl, toParquet } from './generated-table.js';

const COLUMNS = ['x', 'y', 'colour', 'amount'] as const;
const cheap = ['--batch-size', '32', '--replay-ratio', '0.5', '--updates-per-batch', '1'];

/** Seeds of the protocol, and the figures of River's own baselines on each file. */
const SEEDS = [42, 1, 2, 3, 4];
const published = [
  ['phishing', 'is_phishing', 1250, { lastClassAccuracy: 0.5156 }, 'accuracy', 0.91],
  ['image-segments', 'category', 2310, { lastClassAccuracy: 0.1481 }, 'accuracy', 0.95],
  // Published with a first guess of 0, as 50.25: (578 * 50.2509 - 42) / 577.
  ['chick-weights', 'weight', 578, { baselineMae: 50.265 }, 'mae', 15.8],
] as const;

describe("River's protocol, with the defaults for --data", () => {
  for (const [name, target, rows, baselines, metric, bound] of published) {
    const file = dataFile(`${name}.csv.gz`);
    it.skipIf(file === undefined)(
      `reaches ${metric} ${bound} on ${name}, mean of 5 seeds, beside the published baseline (needs GRAPH_DATA_DIR)`,
      async () => {
        const folder = scratch();
        const figures: number[] = [];
        for (const seed of SEEDS) {
          const args = ['--data', file!, '--target', target, '--seed', String(seed), '-o', String(seed)];
          const { metrics, examples } = await cliJson(args, folder);
          expect({ examples, rows: metrics.rows }).toEqual({ examples: rows, rows });
          for (const [baseline, value] of Object.entries(baselines))
            expect(metrics[baseline]).toBeCloseTo(value, value < 1 ? 4 : 2);
          figures.push(metrics[metric] as number);
        }
        const mean = figures.reduce((sum, figure) => sum + figure, 0) / figures.length;
        if (metric === 'mae') expect(mean).toBeLessThanOrEqual(bound);
        else expect(mean).toBeGreaterThanOrEqual(bound);
      },
    );
  }
});

describe('resume in the middle of a stream', () => {
  const rows = madeRows(400);
  const csv = toCsv(rows, COLUMNS);
  it.each([
    ['csv', csv],
    ['csv.gz', gzipSync(csv)],
    ['jsonl', toJsonl(rows, COLUMNS)],
    ['jsonl.gz', gzipSync(toJsonl(rows, COLUMNS))],
    ['parquet', toParquet(rows, COLUMNS)],
  ])('is exact for %s, at any row', async (format, bytes) => {
    const folder = scratch();
    const data = `rows.${format}`;
    writeFileSync(join(folder, data), bytes);
    const start = ['--data', data, '--target', 'amount', ...cheap];
    const whole = await cliJson([...start, '--checkpoint-interval', '113', '-o', 'whole'], folder);
    expect(whole.examples).toBe(400);
    await cliJson([...start, '--examples', '137', '-o', 'parts'], folder);
    const parts = await cliJson(['--resume', 'parts', '--examples', '0'], folder);
    expect(parts.stateDigest).toBe(whole.stateDigest);
    expect(parts.metrics).toEqual(whole.metrics);
    // A checkpoint on the way goes on as well, and a file may have moved.
    writeFileSync(join(folder, 'moved'), bytes);
    const moved = ['--resume', 'whole/checkpoint_226.json', '--data', 'moved', '-o', 'again'];
    expect((await cliJson(moved, folder)).stateDigest).toBe(whole.stateDigest);
  });

  it('is exact for standard input, given from its start again', async () => {
    const folder = scratch();
    const start = ['--data', '-', '--target', 'amount', ...cheap];
    const whole = await cliJson([...start, '-o', 'whole'], folder, { input: csv });
    await cliJson([...start, '--examples', '123', '-o', 'parts'], folder, { input: gzipSync(csv) });
    const parts = await cliJson(['--resume', 'parts', '--examples', '0'], folder, { input: csv });
    expect(parts.stateDigest).toBe(whole.stateDigest);
  });

  it('refuses a file that is not the one it was learning from', async () => {
    const folder = scratch();
    writeFileSync(join(folder, 'rows.csv'), csv);
    writeFileSync(join(folder, 'others.csv'), toCsv(madeRows(400, 2), COLUMNS));
    writeFileSync(join(folder, 'cut.csv'), csv.slice(0, 3000));
    await cliJson(
      ['--data', 'rows.csv', '--target', 'amount', ...cheap, '--examples', '300', '-o', 'run'],
      folder,
    );
    for (const other of ['others.csv', 'cut.csv']) {
      const { code, stderr } = await cli(['--resume', 'run', '--data', other, '--examples', '0'], folder);
      expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(other) });
    }
  });
});

describe('a stream that nobody promised anything about', () => {
  it('learns classes that first appear late, and resumes across their appearance', async () => {
    const folder = scratch();
    const rows = madeRows(900).map((row, at) => ({
      ...row,
      kind:
        at < 300 ? row.kind : row.y > 3 ? (at < 500 ? row.kind : 'late') : row.y < -5 ? 'middle' : row.kind,
    }));
    writeFileSync(join(folder, 'rows.csv'), toCsv(rows, ['x', 'y', 'colour', 'kind']));
    const start = ['--data', 'rows.csv', '--target', 'kind', '--replay-ratio', '0.5', '--lr', '0.005'];
    const whole = await cliJson([...start, '-o', 'whole'], folder);
    const { classes, confusion } = whole.metrics as unknown as { classes: string[]; confusion: number[][] };
    expect(classes.slice(3)).toEqual(['middle', 'late']);
    for (const name of ['middle', 'late']) {
      const row = confusion[classes.indexOf(name)]!;
      // Most rows of a class that came late are told apart from the others by the end.
      expect(row[classes.indexOf(name)]! / row.reduce((sum, count) => sum + count, 0)).toBeGreaterThan(0.5);
    }
    await cliJson([...start, '-o', 'parts', '--examples', '299'], folder);
    for (const examples of ['305', '499', '0'])
      await cliJson(['--resume', 'parts', '--examples', examples], folder);
    const parts = await cliJson(['--resume', 'parts', '--examples', '0'], folder);
    expect(parts.stateDigest).toBe(whole.stateDigest);
  });

  it('predicts several numbers at once, each in its own unit', async () => {
    const folder = scratch();
    writeFileSync(join(folder, 'rows.csv'), toCsv(madeRows(600), ['x', 'y', 'colour', 'amount', 'half']));
    const { metrics } = await cliJson(['--data', 'rows.csv', '--target', 'amount,half'], folder);
    const targets = metrics['targets'] as { name: string; mae: number }[];
    expect(targets.map(({ name }) => name)).toEqual(['amount', 'half']);
    expect(targets[0]!.mae).toBe(metrics['mae']);
    expect(targets[1]!.mae / targets[0]!.mae).toBeGreaterThan(0.35);
    expect(targets[1]!.mae / targets[0]!.mae).toBeLessThan(0.7);
    expect(targets[0]!.mae).toBeLessThan(0.3 * (metrics['baselineMae'] as number));
  });

  it('predicts several answers of yes or no at once', async () => {
    const folder = scratch();
    writeFileSync(join(folder, 'rows.csv'), toCsv(madeRows(600), ['x', 'y', 'colour', 'flag', 'opposite']));
    const { metrics } = await cliJson(['--data', 'rows.csv', '--target', 'flag,opposite'], folder);
    expect(metrics['accuracy']).toBeGreaterThan(0.9);
    expect(metrics['baselineAccuracy']).toBeLessThan(0.6);
    const targets = metrics['targets'] as { name: string; accuracy: number }[];
    expect(targets.map(({ name }) => name)).toEqual(['flag', 'opposite']);
    for (const { accuracy } of targets) expect(accuracy).toBeGreaterThan(0.9);
  });
});

describe('data that cannot be learned from', () => {
  const good = toCsv(madeRows(20), COLUMNS);
  it.each([
    ['a target that is not there', good, 'amuont', /has no column "amuont".*mean "amount"/],
    ['a target far from any', good, 'zzz', /has no column "zzz".*x, y, colour, amount/],
    ['an empty file', '', 'y', /is empty, wanted a header line and rows/],
    ['a header alone', 'x,y\n', 'y', /has no rows/],
    ['a bad target', good.replace(/[^,]*\n$/, 'ten\n'), 'amount', /line 21.*"amount".*"ten".*a number/],
    ['a row with too few values', `${good}1,2\n`, 'amount', /line 22.*2 values.*4 columns/],
    ['a quote that is never closed', `${good}1,2,"red\n`, 'amount', /line 22.*quote/],
    ['a JSON line cut short', `${toJsonl(madeRows(5), COLUMNS)}{"x":1`, 'amount', /line 6/],
    ['damaged gzip', gzipSync(good).subarray(0, 60), 'amount', /damaged or cut short/],
  ] as [string, string | Uint8Array, string, RegExp][])(
    'refuses %s as asked wrongly, and says where',
    async (_, bytes, target, message) => {
      const folder = scratch();
      writeFileSync(join(folder, 'rows'), bytes);
      const texts = { data: join(folder, 'rows'), target, output: join(folder, 'run') };
      const asked = runTraining(resolveSettings(texts, {}), { quiet: true, version: '' });
      const error = await asked.catch((thrown: unknown) => thrown);
      // What the command answers with exit 2 and one line; one case goes all the way below.
      expect(error).toSatisfy(UsageError.is);
      expect((error as Error).message).toMatch(message);
    },
  );

  it.each([
    [['--data', 'no.csv', '--target', 'y'], /no\.csv.*no such file/],
    [
      ['--data', 'rows.csv', '--target', 'amount'],
      /rows\.csv line 22: column "amount" is "ten", wanted a number/,
    ],
    [['--data', 'rows.csv'], /--data needs --target COLUMN/],
  ])('exits 2 after %j', async (args, message) => {
    const folder = scratch();
    writeFileSync(join(folder, 'rows.csv'), `${good}1,1,red,ten\n`);
    const { code, stdout, stderr } = await cli(args, folder);
    expect({ code, stdout, stderr }).toEqual({ code: 2, stdout: '', stderr: expect.stringMatching(message) });
    expect(stderr).not.toMatch(/\n\s+at /);
  });

  it('goes on where a value contradicts what its column was taken for, with a line that says so', async () => {
    const folder = scratch();
    writeFileSync(join(folder, 'rows.csv'), `${good}ten,1,red,5\n`);
    const { code, stderr } = await cli(['--data', 'rows.csv', '--target', 'amount', '-o', 'run'], folder);
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: expect.stringMatching(/note: rows\.csv line 22: column "x" has a value that it could not read/),
    });
  });

  it('passes over bad rows when told to, and rows without a label, counts them, and learns from the others', async () => {
    const folder = scratch();
    const lines = good.split('\n');
    lines.splice(5, 0, 'ten,1,red,5', '1,2', '1,2,red,');
    writeFileSync(join(folder, 'rows.csv'), lines.join('\n'));
    const report: Report = await cliJson(
      ['--data', 'rows.csv', '--target', 'amount', '--on-bad-row', 'skip'],
      folder,
    );
    expect(report).toMatchObject({ examples: 20, metrics: { rows: 20, badRows: 2, unlabelledRows: 1 } });
  });
});
