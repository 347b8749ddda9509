import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { cli, cliJson, scratch } from './cli.js';

const FAST = ['--target', 'y', '--hidden', '4', '--replay-ratio', '0.5', '--updates-per-batch', '1'];

const rowsOf = (count: number, from = 0): string =>
  Array.from({ length: count }, (_, at) => `${(from + at) % 97},${(2 * (from + at)) % 97}\n`).join('');

/** Runs the resume command that was printed, with `--json`. */
function resumed(stderr: string, folder: string): Promise<{ stateDigest: string; examples: number }> {
  const command = /train-online (--resume .*)/.exec(stderr)?.[1];
  if (command === undefined) throw new Error(`no command that resumes in: ${stderr}`);
  return cliJson(command.split(' '), folder);
}

describe('a stream that breaks off', () => {
  it('at a row that cannot be read is saved up to the row before, and resumed past it', async () => {
    const folder = scratch();
    const text = `x,y\n${rowsOf(700)}5,nonsense\n${rowsOf(300, 700)}`;
    writeFileSync(join(folder, 'rows.csv'), text);
    const run = ['--data', 'rows.csv', ...FAST];
    const broken = await cli([...run, '-o', 'run'], folder);
    expect(broken.code).toBe(2);
    expect(broken.stderr).toMatch(/rows\.csv line 702: column "y" is "nonsense"/);
    expect(broken.stderr).toMatch(/All 700 rows before it are saved.*--on-bad-row skip/);
    const past = await resumed(broken.stderr, folder);
    const whole = await cliJson([...run, '--on-bad-row', 'skip', '-o', 'whole'], folder);
    expect(past).toMatchObject({ stateDigest: whole.stateDigest, examples: 1000 });
  });

  it('since its gzip is cut is saved as far as it can be read, and resumed when it is whole', async () => {
    const folder = scratch();
    // Rows that do not repeat: they do not pack well, so that many are whole before the cut.
    const rows = Array.from({ length: 3000 }, (_, at) => `${(at * 7919) % 10_007},${at % 97}\n`).join('');
    const packed = gzipSync(`x,y\n${rows}`);
    writeFileSync(join(folder, 'rows.gz'), packed.subarray(0, packed.length - 600));
    const broken = await cli(['--data', 'rows.gz', ...FAST, '-o', 'run'], folder);
    expect(broken.code).toBe(2);
    expect(broken.stderr).toMatch(/damaged or cut short\nAll [\d,]+ rows before it are saved/);
    writeFileSync(join(folder, 'rows.gz'), packed);
    const past = await resumed(broken.stderr, folder);
    const whole = await cliJson(['--data', 'rows.gz', ...FAST, '-o', 'whole'], folder);
    expect(past).toMatchObject({ stateDigest: whole.stateDigest, examples: 3000 });
  });

  it('in the middle of its last line, which grows later, learns that line once', async () => {
    const folder = scratch();
    const file = join(folder, 'rows.csv');
    writeFileSync(file, `x,y\n${rowsOf(600)}12,3`);
    const first = await cliJson(['--data', 'rows.csv', ...FAST, '-o', 'run'], folder);
    expect(first.examples).toBe(601);
    appendFileSync(file, `4\n${rowsOf(100)}`);
    expect((await cliJson(['--resume', 'run'], folder)).examples).toBe(701);
  });
});
