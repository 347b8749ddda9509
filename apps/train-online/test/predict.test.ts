import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PredictOptions, runPredict } from '../dist/predicting/run-predict.js';
import { UsageError } from '../dist/settings/usage-error.js';
import { type CliResult, cli, cliJson } from './cli.js';
import { type MadeRow, madeRows, toCsv, toJsonl, toParquet } from './generated-table.js';

const BIN = fileURLToPath(new URL('../bin/run.js', import.meta.url));
const INPUTS = ['x', 'y', 'colour'] as const;
const train = madeRows(600);
const fresh = madeRows(400, 2);

let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'train-online-predict-'));
  const targets = { kind: ['kind'], flag: ['flag'], amount: ['amount'], both: ['amount', 'half'] } as const;
  for (const [run, columns] of Object.entries(targets)) {
    writeFileSync(join(folder, `${run}.csv`), toCsv(train, [...INPUTS, ...columns]));
    await cliJson(['--data', `${run}.csv`, '--target', columns.join(), ...quick, '-o', run], folder);
  }
  await cliJson(['--examples', '50', '-o', 'curriculum'], folder);
  writeFileSync(join(folder, 'fresh.csv'), toCsv(fresh, [...INPUTS]));
  writeFileSync(join(folder, 'labelled.csv'), toCsv(fresh, [...INPUTS, 'kind', 'flag', 'amount', 'half']));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const quick = ['--batch-size', '32', '--replay-ratio', '0.5', '--updates-per-batch', '8', '--lr', '0.01'];

const ask = (args: readonly string[], options = {}): Promise<CliResult> => cli(args, folder, options);

async function predict(args: readonly string[], options = {}): Promise<Record<string, unknown>[]> {
  const { code, stdout, stderr } = await ask(['predict', ...args], options);
  if (code !== 0) throw new Error(`exit ${code}: ${stderr}`);
  return stdout
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line));
}

type Metrics = {
  readonly accuracy: number;
  readonly baselineAccuracy: number;
  readonly confusion: number[][];
  readonly mae: number;
};

async function evaluate(args: readonly string[]): Promise<{ badRows: number; metrics: Metrics }> {
  return (await cliJson(['evaluate', ...args], folder)) as never;
}

/** Everything below a folder: names, times and bytes. */
function fingerprint(path: string): string {
  const hash = createHash('sha256');
  for (const name of readdirSync(path, { recursive: true }).sort()) {
    const file = join(path, String(name));
    hash.update(`${name} ${statSync(file).mtimeMs}`);
    if (statSync(file).isFile()) hash.update(readFileSync(file));
  }
  return hash.digest('hex');
}

describe('predict', () => {
  it('answers every row in order, in the unit of the target, and leaves the run alone', async () => {
    const before = fingerprint(join(folder, 'amount'));
    const rows = await predict(['--from', 'amount', '--data', 'fresh.csv']);
    expect(rows.map(({ line }) => line)).toEqual(fresh.map((_, at) => at + 2));
    const errors = rows.map(({ prediction }, at) => Math.abs((prediction as number) - fresh[at]!.amount));
    const mae = errors.reduce((sum, error) => sum + error, 0) / errors.length;
    expect(mae).toBeLessThan(20);
    expect(await evaluate(['--from', 'amount', '--data', 'labelled.csv'])).toMatchObject({
      metrics: { task: 'regression', rows: 400, mae: expect.closeTo(mae, 9) },
    });
    expect(fingerprint(join(folder, 'amount'))).toBe(before);
  });

  it.each(['kind', 'flag'] as const)(
    'gives the likeliest class of %s, as evaluate scores it',
    async (target) => {
      const rows = await predict(['--from', target, '--data', 'fresh.csv', '--probabilities']);
      for (const { prediction, probabilities } of rows) {
        const shares = probabilities as Record<string, number>;
        expect(Object.values(shares).reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 5);
        expect(shares[String(prediction)]).toBe(Math.max(...Object.values(shares)));
      }
      const right = rows.filter(({ prediction }, at) => prediction === fresh[at]![target]).length;
      const { metrics } = await evaluate(['--from', target, '--data', 'labelled.csv']);
      expect(metrics.accuracy).toBeCloseTo(right / 400, 12);
      expect(metrics.accuracy).toBeGreaterThan(0.9);
    },
  );

  it('reads a pipe, gzip, Parquet and JSON Lines, and writes CSV, all with the same predictions', async () => {
    const plain = await predict(['--from', 'kind', '--data', 'fresh.csv']);
    const names = plain.map(({ prediction }) => prediction);
    for (const input of [
      toCsv(fresh, [...INPUTS]),
      gzipSync(toCsv(fresh, [...INPUTS])),
      toParquet(fresh, INPUTS),
      toJsonl(fresh, [...INPUTS]),
      // The order of the columns does not matter, nor what the run does not know.
      toCsv(fresh, ['flag', 'colour', 'y', 'x']),
    ])
      expect(
        (await predict(['--from', 'kind', '--data', '-'], { input })).map((row) => row['prediction']),
      ).toEqual(names);
    const { stdout } = await ask(['predict', '--from', 'kind', '--data', 'fresh.csv', '--format', 'csv']);
    expect(stdout).toBe(
      `line,prediction\n${names.map((name, at) => `${at + 2},${name === 'warm, right' ? '"warm, right"' : name}\n`).join('')}`,
    );
    const shares = await ask([
      'predict',
      '--from',
      'kind',
      '--data',
      'fresh.csv',
      '--format',
      'csv',
      '--probabilities',
    ]);
    expect(
      shares.stdout
        .split('\n')[0]!
        .split(/,(?! )/)
        .slice(2)
        .sort(),
    ).toEqual(['"probability of warm, right"', 'probability of cold', 'probability of left']);
  });

  it('names each of several targets', async () => {
    const rows = await predict(['--from', 'both', '--data', 'fresh.csv']);
    for (const { prediction } of rows) {
      const { amount, half } = prediction as Pick<MadeRow, 'amount' | 'half'>;
      expect(Math.abs(amount - 2 * half)).toBeLessThan(60);
    }
    const { metrics } = await evaluate(['--from', 'both', '--data', 'labelled.csv']);
    expect(metrics).toMatchObject({ rows: 400, targets: [{ name: 'amount' }, { name: 'half' }] });
    const { stdout } = await ask(['predict', '--from', 'both', '--data', 'fresh.csv', '--format', 'csv']);
    expect(stdout).toMatch(/^line,prediction of amount,prediction of half\n2,[\d.]+,[\d.]+\n/);
  });

  it('uses what the run learned from its last rows, which did not fill a batch', async () => {
    const few = madeRows(10, 3).map((row) => ({ ...row, amount: 1e6 }));
    writeFileSync(join(folder, 'few.csv'), toCsv(few, [...INPUTS, 'amount']));
    await cliJson(['--data', 'few.csv', '--target', 'amount', ...quick, '-o', 'few'], folder);
    const [first] = await predict(['--from', 'few', '--data', 'few.csv']);
    expect(first!['prediction']).toBe(1e6);
  });

  it('takes one checkpoint of a run, and latest', async () => {
    writeFileSync(join(folder, 'start.csv'), toCsv(train, [...INPUTS, 'amount']));
    await cliJson(
      [
        '--data',
        'start.csv',
        '--target',
        'amount',
        '--examples',
        '64',
        ...quick,
        '--checkpoint-interval',
        '16',
      ],
      folder,
    );
    const early = await evaluate([
      '--from',
      'checkpoints/online/run-1/checkpoint_16.json',
      '--data',
      'labelled.csv',
    ]);
    const late = await evaluate(['--from', 'latest', '--data', 'labelled.csv']);
    expect(late).toMatchObject({ checkpoint: 'checkpoints/online/run-1/checkpoint_64.json', examples: 64 });
    expect(early).toMatchObject({ examples: 16 });
    expect(late.metrics.mae).not.toBe(early.metrics.mae);
  });

  it('writes a file whole or not at all, and does not replace one unless told to', async () => {
    const args = ['predict', '--from', 'kind', '--data', 'fresh.csv', '--output', 'predictions.jsonl'];
    const report = await cliJson(args, folder);
    expect(report).toMatchObject({ rows: 400, badRows: 0, output: 'predictions.jsonl', examples: 600 });
    const { stdout } = await ask(['predict', '--from', 'kind', '--data', 'fresh.csv']);
    expect(readFileSync(join(folder, 'predictions.jsonl'), 'utf8')).toBe(stdout);
    expect(await ask(args)).toMatchObject({ code: 2, stderr: expect.stringContaining('is there already') });
    expect(await ask([...args, '--overwrite'])).toMatchObject({ code: 0, stdout: '' });
    writeFileSync(join(folder, 'broken.csv'), `${toCsv(fresh, [...INPUTS])}oops,1,red\n`);
    const failed = await ask(['predict', '--from', 'kind', '--data', 'broken.csv', '-o', 'never.jsonl']);
    expect(failed).toMatchObject({ code: 2, stdout: '' });
    expect(failed.stderr).toMatch(/broken\.csv line 402: column "x" is "oops", wanted a number/);
    expect(readdirSync(folder).filter((name) => /never|partial/.test(name))).toEqual([]);
  });

  it('passes over bad rows when told to, and says how many', async () => {
    const lines = toCsv(fresh.slice(0, 20), [...INPUTS]).split('\n');
    lines.splice(3, 0, 'oops,1,red', '1,2', '1,x,red', 'x,?,?');
    writeFileSync(join(folder, 'bad.csv'), lines.join('\n'));
    const { code, stdout, stderr } = await ask([
      'predict',
      '--from',
      'kind',
      '--data',
      'bad.csv',
      '--on-bad-row',
      'skip',
    ]);
    expect(code).toBe(0);
    const at = stdout
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line).line);
    expect(at).toEqual([2, 3, ...Array.from({ length: 18 }, (_, row) => row + 8)]);
    expect(stderr).toMatch(
      /4 bad rows passed over:\n.*line 4: .*"oops".*\n.*line 5: .*\n.*line 6: .*\n {2}…\n/,
    );
  });

  it('ends quietly when its reader leaves', async () => {
    const child = spawn(process.execPath, [BIN, 'predict', '--from', 'kind', '--data', '-'], { cwd: folder });
    let stderr = '';
    child.stderr.on('data', (chunk) => {
      stderr += chunk;
    });
    child.stdin.on('error', () => undefined);
    child.stdout.once('data', () => child.stdout.destroy());
    child.stdin.write(toCsv(fresh, [...INPUTS]));
    const more = toCsv(fresh, [...INPUTS])
      .split('\n')
      .slice(1)
      .join('\n');
    // Endless input: only the reader's leaving can end it.
    const feed = (): void => {
      while (!child.stdin.destroyed && child.stdin.write(more));
    };
    child.stdin.on('drain', feed);
    feed();
    const code = await new Promise((done) => child.on('close', done));
    child.stdin.destroy();
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });

  it.each<[string, string, Partial<PredictOptions>, RegExp]>([
    ['kind', 'nothing.csv', {}, /nothing\.csv cannot be read: there is no such file/],
    ['nowhere', 'fresh.csv', {}, /nowhere is not there/],
    ['curriculum', 'fresh.csv', {}, /learned the curriculum.*Wanted a run .* --data/],
    ['kind', 'renamed.csv', {}, /no column "colour" .*Did you mean color\?/],
    ['kind', 'empty.csv', {}, /empty\.csv is empty/],
    ['kind', 'header.csv', {}, /header\.csv has no rows/],
    ['amount', 'fresh.csv', { probabilities: true }, /predicts a number, amount/],
    ['kind', 'fresh.csv', { output: 'no/such/file' }, /--output .*file cannot be written/],
    ['kind', 'fresh.csv', { output: 'kind', overwrite: true }, /--output .*kind is a folder/],
  ])('refuses run %s on %s with %j', async (from, data, more: Partial<PredictOptions>, message) => {
    writeFileSync(join(folder, 'renamed.csv'), toCsv(fresh, [...INPUTS]).replace('colour', 'color'));
    writeFileSync(join(folder, 'empty.csv'), '');
    writeFileSync(join(folder, 'header.csv'), 'x,y,colour\n');
    const asked = runPredict({
      ...{ format: 'jsonl', overwrite: false, probabilities: false, onBadRow: 'fail' },
      ...more,
      ...{ from: join(folder, from), data: join(folder, data) },
      output: more.output === undefined ? undefined : join(folder, more.output),
    });
    await expect(asked).rejects.toThrow(message);
    await expect(asked).rejects.toSatisfy(UsageError.is);
  });

  it.each([
    [['--from', 'kind', '--data', 'fresh.csv', '--json'], /name a file .* with --output/],
    [['--from', 'kind', '--data', 'fresh.csv', '--overwrite'], /--overwrite needs --output/],
    [['--from', 'kind', '--data', 'fresh.csv', '--formt', 'csv'], /--formt.*Did you mean --format\?/],
    [['--from', 'kind'], /data/],
  ])('refuses %j with exit 2', async (args, message) => {
    const { code, stderr } = await ask(['predict', ...args]);
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringMatching(message) });
    expect(stderr).not.toMatch(/\n\s+at /);
  });
});

describe('evaluate', () => {
  it('shows each figure beside guesses that need no model', async () => {
    const { code, stdout } = await ask(['evaluate', '--from', 'kind', '--data', 'labelled.csv']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/kind: multiclass, 400 rows predicted and not learned/);
    expect(stdout).toMatch(/this run +majority class +last class\n +accuracy +0\.\d+ +0\.\d+ +0\.\d+\n/);
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
    const { metrics } = await evaluate(['--from', 'kind', '--data', 'labelled.csv']);
    let majority = 0;
    const counts: Record<string, number> = {};
    for (const [at, { kind }] of fresh.entries()) {
      const most = Object.entries(counts).sort((a, b) => b[1] - a[1])[0]?.[0];
      if (at > 0 && most === kind) majority += 1;
      counts[kind] = (counts[kind] ?? 0) + 1;
    }
    expect(Math.abs(metrics.baselineAccuracy - majority / 399)).toBeLessThan(0.02);
    expect(metrics.confusion.flat().reduce((sum, rows) => sum + rows, 0)).toBe(400);
  });

  it('counts a class that the run had not met as wrong, and treats new categories as predict does', async () => {
    const odd = fresh.slice(0, 60).map((row, at) => ({
      ...row,
      kind: at % 3 === 0 ? 'never seen' : row.kind,
      colour: at % 2 === 0 ? 'mauve' : row.colour,
    }));
    writeFileSync(join(folder, 'odd.csv'), toCsv(odd, [...INPUTS, 'kind']));
    const rows = await predict(['--from', 'kind', '--data', 'odd.csv']);
    const right = rows.filter(({ prediction }, at) => prediction === odd[at]!.kind).length;
    const { metrics } = await evaluate(['--from', 'kind', '--data', 'odd.csv']);
    expect(metrics).toMatchObject({ rows: 60, accuracy: right / 60 });
    const { stdout } = await ask(['evaluate', '--from', 'kind', '--data', 'odd.csv']);
    expect(stdout).toMatch(/had not met, and so cannot predict: never seen/);
  });

  it('wants the target, and passes over rows without a value of it', async () => {
    writeFileSync(join(folder, 'near.csv'), toCsv(fresh, [...INPUTS, 'kind']).replace('kind', 'kinds'));
    expect(await ask(['evaluate', '--from', 'kind', '--data', 'near.csv'])).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/no column "kind" .*Did you mean kinds\?/),
    });
    const gaps = toCsv(fresh.slice(0, 10), [...INPUTS, 'amount']).replace(/,[\d.]+\n/, ',\n');
    writeFileSync(join(folder, 'gaps.csv'), gaps);
    expect(await evaluate(['--from', 'amount', '--data', 'gaps.csv'])).toMatchObject({
      badRows: 0,
      unlabelledRows: 1,
      metrics: { rows: 9 },
    });
  });
});
