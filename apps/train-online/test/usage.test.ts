import { readdirSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { cli, scratch } from './cli.js';

describe('what cannot be done as asked', () => {
  it.each([
    [['--start-level', '9'], /--start-level is 9, wanted a whole number from 1 to 7/],
    [['--max-level', '9'], /--max-level is 9, wanted a whole number from 1 to 7/],
    [['--start-level', '5', '--max-level', '3'], /--start-level is 5 and --max-level is 3/],
    [['--replay-ratio', '1'], /--replay-ratio is 1, wanted a number from 0 to below 1/],
    [['--replay-ratio', '-0.1'], /--replay-ratio is -0\.1/],
    [['--replay-ratio', 'NaN'], /--replay-ratio is NaN/],
    [['--batch-size', '0'], /--batch-size is 0, wanted a whole number from 1 to 65536/],
    [['--batch-size', '99999999999999'], /--batch-size is 99999999999999/],
    [['--replay-capacity', '0'], /--replay-capacity is 0, wanted a whole number, 1 or more/],
    [['--replay-capacity', '9000000000'], /--replay-capacity/],
    [['--consolidation-interval', '0'], /--consolidation-interval is 0/],
    [['--checkpoint-interval', '0'], /--checkpoint-interval is 0/],
    [['--lr', '0'], /--lr is 0, wanted a finite number over 0/],
    [['--lr', 'NaN'], /--lr is NaN/],
    [['--priority-alpha', '-1'], /--priority-alpha is -1, wanted a number from 0 to 2/],
    [['--replay-strategy', 'prioritised'], /--replay-strategy is prioritised.*Did you mean prioritized\?/],
    [['--batch-sise', '3'], /--batch-sise is no flag of train-online\. Did you mean --batch-size\?/],
    [['--config', 'nowhere.json'], /--config nowhere\.json cannot be read/],
    [
      ['--config', 'unknown.json'],
      /has the key "batchsize", which is no setting\. Did you mean batch-size\?/,
    ],
    [['--data', 'nowhere.csv', '--target', 'y'], /nowhere\.csv/],
    [['--data', 'rows.csv', '--target', 'z'], /rows\.csv has no column "z"/],
    [['--data', 'rows.csv', '--target', 'y', '--on-bad-row', 'fail'], /rows\.csv line 3.*y.*oops/],
    [['--prune', '0.5', '--examples', '0'], /--prune needs --prune-over/],
    [['--consolidate-when', 'sometimes'], /--consolidate-when is sometimes, wanted examples:N/],
    [['--metrics', 'no/such/folder/m.jsonl'], /--metrics no\/such\/folder\/m\.jsonl cannot be written/],
    [['inspect', 'nowhere'], /nowhere is not there/],
    [['inspekt'], /inspekt/],
  ])('%j exits 2 with one useful line, and nothing is written', async (args, message) => {
    const folder = scratch();
    writeFileSync(`${folder}/unknown.json`, '{ "batchsize": 3 }');
    writeFileSync(`${folder}/rows.csv`, `x,y\n1,2\n3,oops\n2,4\n${'3,5\n4,6\n'.repeat(50)}`);
    const before = readdirSync(folder);
    const { code, stdout, stderr } = await cli(args, folder);
    expect(stderr).toMatch(message);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).not.toMatch(/\n\s+at /);
    if (!args.includes('rows.csv')) expect(readdirSync(folder)).toEqual(before);
  });

  it('is said as JSON too with --json, with the same exit code', async () => {
    const { code, stdout, stderr } = await cli(['--lr', '0', '--json'], scratch());
    expect(code).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({
      error: { exitCode: 2, message: expect.stringContaining('--lr is 0') },
    });
    expect(stderr).toMatch(/--lr is 0/);
  });
});

describe('a loss that is not finite', () => {
  it('ends the run with exit 1, says which row, and leaves the last checkpoint', async () => {
    const folder = scratch();
    const args = ['--examples', '3000', '--lr', '1e30', '--checkpoint-interval', '8', '-o', 'run'];
    const { code, stdout, stderr } = await cli(args, folder);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/the loss of (new |rehearsed )?row \d+ is/);
    expect(stderr).toMatch(/Resume from it with: train-online --resume run\n/);
    expect((await cli(['checkpoints', 'verify', 'run'], folder)).code).toBe(0);
  });
});

describe('--help', () => {
  it('says default, unit and range of every flag in 80 columns', async () => {
    const { code, stdout } = await cli(['--help'], scratch(), { env: { COLUMNS: '80' } });
    expect(code).toBe(0);
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
    for (const flag of ['--examples', '--batch-size', '--resume', '--data', '--seed'])
      expect(stdout).toContain(flag);
    const words = stdout.replace(/\s+/g, ' ');
    expect(words).toContain('[a whole number from 1 to 65536; default 32]');
    expect(words).toContain('[a number from 0 to below 1; default 0.5; 0.96875 with --data]');
  });

  it('knows its version', async () => {
    expect((await cli(['--version'], scratch())).stdout).toMatch(/^train-online\/\d+\.\d+\.\d+ /);
  });
});

describe('what a person sees', () => {
  it('is a header, plain lines, level changes and a report, in 80 columns and without colour or carriage returns', async () => {
    const { code, stdout, stderr } = await cli(['--examples', '2100'], scratch());
    expect(code).toBe(0);
    for (const line of [...stdout.split('\n'), ...stderr.split('\n')])
      expect(line.length).toBeLessThanOrEqual(80);
    for (const control of ['\r', '\u001B']) expect(stdout + stderr).not.toContain(control);
    expect(stderr).toMatch(/train-online \d+\.\d+\.\d+\n {2}run {6}2,100 examples, seed 42/);
    expect(stderr).toMatch(/advance from level 1 to 2: 500 examples/);
    expect(stderr).toMatch(
      /^1,0\d\d\/2,100 {2}[\d,]+\/s {2}ETA \S+ {2}\S+ {2}level 3 Text patterns {2}loss /m,
    );
    expect(stdout).toMatch(/after level +1 +2 +3 +4 +5 +6 +7 +rows/);
    expect(stdout).toMatch(/Resume with: train-online --resume checkpoints\/online\/run-1 --examples 4200/);
  });

  it('is the result only with -v 0, and statistics with -v 2', async () => {
    const folder = scratch();
    expect((await cli(['--examples', '300', '-v', '0'], folder)).stderr).toBe('');
    const loud = await cli(['--examples', '2100', '-v', '2'], folder);
    expect(loud.stderr.match(/memory [\d,]+ {2}consolidations \d/g)).toHaveLength(2);
  });

  it('inspects what was saved', async () => {
    const folder = scratch();
    const run = await cli(['--examples', '600', '--json'], folder);
    const { stdout } = await cli(['inspect', '--json'], folder);
    const inspected = JSON.parse(stdout);
    expect(inspected.stateDigest).toBe(JSON.parse(run.stdout).stateDigest);
    expect(inspected).toMatchObject({
      examples: 600,
      checkpoint: 'checkpoints/online/run-1/checkpoint_600.json',
    });
    const text = (await cli(['inspect'], folder)).stdout;
    expect(text).toContain(inspected.stateDigest);
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });
});
