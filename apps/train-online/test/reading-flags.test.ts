import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cli, cliJson, scratch } from './cli.js';

const FAST = ['--batch-size', '32', '--replay-ratio', '0.5', '--updates-per-batch', '1'];
const ROWS = Array.from({ length: 200 }, (_, at) => ({ x: (at * 37) % 101, y: ((at * 37) % 101) * 2.5 + 1 }));

/** Two writings of one table: as it is usual, and one that only flags can say. */
const usual = `x,y\n${ROWS.map(({ x, y }) => `${x},${y}\n`).join('')}`;
const odd = `exported by hand\n${ROWS.map(({ x, y }) => `~${x}~|${String(y).replace('.', ',')}\n`).join('% a remark\n')}`;
const ODD = ['--delimiter', '|', '--quote', '~', '--comment', '%', '--skip-lines', '1', '--no-header'];

describe('how a table is written', () => {
  it('is said by flags, learned the same, remembered by the run, and used by predict and evaluate', async () => {
    const folder = scratch();
    writeFileSync(join(folder, 'usual.csv'), usual);
    writeFileSync(join(folder, 'odd.txt'), odd);
    const plain = await cliJson(['--data', 'usual.csv', '--target', 'y', ...FAST, '-o', 'a'], folder);
    const said = ['--data', 'odd.txt', '--target', 'column 2', ...ODD, '--decimal', 'comma', ...FAST];
    const whole = await cliJson([...said, '-o', 'b'], folder);
    expect(whole.examples).toBe(200);
    expect(whole.metrics['mae']).toBe(plain.metrics['mae']);

    await cliJson([...said, '--examples', '90', '-o', 'c'], folder);
    const resumed = await cliJson(['--resume', 'c', '--examples', '0'], folder);
    expect(resumed.stateDigest).toBe(whole.stateDigest);
    const evaluated = await cliJson(['evaluate', '--from', 'b', '--data', 'odd.txt'], folder);
    expect(evaluated.metrics['rows']).toBe(200);
  });

  it('that the run took is said on standard error, with the flag that says otherwise', async () => {
    const folder = scratch();
    writeFileSync(join(folder, 'a.csv'), `x;y\n${'1;1.003,5\n2;4.000,25\n'.repeat(30)}`);
    const { code, stderr } = await cli(['--data', 'a.csv', '--target', 'y', ...FAST], folder);
    expect(code).toBe(0);
    expect(stderr).toMatch(/note: y: number \(decimal comma, thousands\).*--decimal/);
  });

  it('names the files in the order in which they are read', async () => {
    const folder = scratch();
    for (const part of [10, 2, 1]) writeFileSync(join(folder, `part-${part}.csv`), usual);
    const { stderr } = await cli(['--data', 'part-*.csv', '--target', 'y', ...FAST], folder);
    expect(stderr).toContain('note: 3 files, read in this order: part-1.csv, part-2.csv, part-10.csv');
  });

  it.each([
    [['--delimiter', '||'], /--delimiter.*one character, or tab/],
    [['--decimal', 'dot'], /--decimal.*point, comma/],
    [['--skip-lines', '10001'], /--skip-lines.*10000/],
    [['--encoding', 'klingon'], /klingon/],
  ])('refuses %j with what was wanted', async (flags, message) => {
    const folder = scratch();
    writeFileSync(join(folder, 'usual.csv'), usual);
    const { code, stderr } = await cli(['--data', 'usual.csv', '--target', 'y', ...flags], folder);
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringMatching(message) });
  });
});
