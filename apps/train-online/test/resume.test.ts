import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { cli, cliJson, scratch } from './cli.js';

const SHORT = [
  '--examples-per-level',
  '150',
  '--consolidation-interval',
  '170',
  '--checkpoint-interval',
  '100',
  '--replay-capacity',
  '400',
];

describe('resume', () => {
  it.each([
    ['uniform', []],
    ['prioritized', ['--allow-regression', '--regression-loss', '0.02']],
    ['recency', ['--advance-loss', '0.03']],
    ['mixed', ['--order', 'shuffled']],
    ['balanced', ['--allow-regression', '--regression-loss', '0.05', '--optimizer', 'sgd']],
  ])('goes on exactly, strategy %s %j', async (strategy, extra) => {
    const folder = scratch();
    const flags = [...SHORT, '--replay-strategy', strategy, ...extra];
    const whole = await cliJson(['--examples', '1301', ...flags, '-o', 'whole'], folder);
    await cliJson(['--examples', '7', ...flags, '-o', 'parts'], folder);
    for (const examples of [150, 613, 1100])
      await cliJson(['--resume', 'parts', '--examples', String(examples)], folder);
    const parts = await cliJson(['--resume', 'parts', '--examples', '1301'], folder);
    expect(parts.stateDigest).toBe(whole.stateDigest);
    expect({ ...parts.levels }).toEqual({ ...whole.levels });
    expect(parts.retention).toEqual(whole.retention);
    expect(parts.trainedExamples).toBeGreaterThanOrEqual(whole.trainedExamples);
  });

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('finishes the step, saves and exits after %s with %i', async (signal, code) => {
    const folder = scratch();
    let sent = 0;
    const stopped = await cli(['--examples', '0', ...SHORT, '-o', 'run'], folder, {
      onStderr: (text, kill) => {
        if (text.includes('from level 3 to 4') && sent === 0) {
          sent += 1;
          kill(signal);
        }
      },
    });
    expect(stopped.code).toBe(code);
    expect(stopped.stdout).toMatch(/Resume with: train-online --resume run\n/);
    const done = Number(/from ([\d,]+) new examples/.exec(stopped.stdout)![1]!.replaceAll(',', ''));
    const target = String(done + 500);
    const resumed = await cliJson(['--resume', 'run', '--examples', target], folder);
    const whole = await cliJson(['--examples', target, ...SHORT], folder);
    expect(resumed.stateDigest).toBe(whole.stateDigest);
  });

  it('leaves at once after a second Ctrl-C', async () => {
    const folder = scratch();
    let sent = 0;
    const stopped = await cli(['--examples', '0', '-o', 'run'], folder, {
      onStderr: (text, kill) => {
        if (text.includes('from level 1 to 2') && sent === 0) sent = 1;
        else if (!text.includes('SIGINT') || sent !== 1) return;
        kill('SIGINT');
        kill('SIGINT');
      },
    });
    expect(stopped.code).toBe(130);
  });

  it('goes on after kill -9 from the last checkpoint', async () => {
    const folder = scratch();
    const killed = await cli(['--examples', '0', ...SHORT, '-o', 'run'], folder, {
      onStderr: (text, kill) => {
        if (text.includes('from level 5 to 6')) kill('SIGKILL');
      },
    });
    expect(killed.code).toBe(null);
    const resumed = await cliJson(['--resume', 'run', '--examples', '3000'], folder);
    const whole = await cliJson(['--examples', '3000', ...SHORT], folder);
    expect(resumed.stateDigest).toBe(whole.stateDigest);
  });

  it('says when the newest checkpoint is damaged, and uses the one before', async () => {
    const folder = scratch();
    const whole = await cliJson(['--examples', '500', ...SHORT, '-o', 'run'], folder);
    const newest = `${folder}/run/checkpoint_500.json`;
    writeFileSync(newest, readFileSync(newest).subarray(0, 1000));
    const resumed = await cli(['--resume', 'run', '--examples', '500', '--json'], folder);
    expect(resumed.stderr).toMatch(
      /warning: .*checkpoint_500\.json cannot be used \(.*resuming from checkpoint_400\.json/,
    );
    expect(JSON.parse(resumed.stdout).stateDigest).toBe(whole.stateDigest);
  });

  it('writes on in its folder, or in another one', async () => {
    const folder = scratch();
    await cliJson(['--examples', '100', ...SHORT, '-o', 'a'], folder);
    await cliJson(['--resume', 'a', '--examples', '200', '-o', 'b'], folder);
    await cliJson(['--resume', 'a', '--examples', '300'], folder);
    const saved = (run: string): string[] =>
      readdirSync(`${folder}/${run}`)
        .filter((name) => name.endsWith('.json'))
        .sort();
    expect(saved('a')).toEqual(['checkpoint_100.json', 'checkpoint_200.json', 'checkpoint_300.json']);
    expect(saved('b')).toEqual(['checkpoint_200.json']);
  });

  it('takes the newest run for latest, and one checkpoint for its file', async () => {
    const folder = scratch();
    await cliJson(['--examples', '100', ...SHORT], folder);
    await cliJson(['--examples', '200', ...SHORT, '--seed', '5'], folder);
    expect((await cliJson(['--resume', 'latest', '--examples', '250'], folder)).seed).toBe(5);
    const early = await cliJson(
      ['--resume', 'checkpoints/online/run-2/checkpoint_100.json', '--examples', '200', '-o', 'x'],
      folder,
    );
    expect(early.examples).toBe(200);
  });

  it.each([
    [['--resume', 'run', '--seed', '7'], 2, /--seed is 7, and the run was started with 42/],
    [
      ['--resume', 'run', '--batch-size', '64', '--replay-capacity', '5'],
      2,
      /--batch-size is 64.*started with 32.*--replay-capacity is 5/,
    ],
    [
      ['--resume', 'run', '--examples', '50'],
      2,
      /--examples is 50, and the run has learned from 100 already/,
    ],
    [['--resume', 'nowhere'], 2, /nowhere is not there/],
    [['--resume', 'noise.bin'], 2, /noise\.bin is no checkpoint/],
    [['--resume', 'broken/checkpoint_5.json'], 1, /broken.*checkpoint/],
    [['--resume', 'latest'], 2, /no run below checkpoints/],
    [['-o', 'run'], 2, /--output run holds a run already/],
  ])('refuses %j with exit %i', async (args, code, message) => {
    const folder = scratch();
    await cliJson(['--examples', '100', ...SHORT, '-o', 'run'], folder);
    const { mkdirSync } = await import('node:fs');
    mkdirSync(`${folder}/broken`);
    writeFileSync(`${folder}/broken/checkpoint_5.json`, '{ "format": "graph-checkpoint" }');
    writeFileSync(`${folder}/noise.bin`, Buffer.from([1, 2, 3]));
    const before = readdirSync(folder, { recursive: true }).sort();
    const { code: given, stderr, stdout } = await cli(args, folder);
    expect({ given, stdout }).toEqual({ given: code, stdout: '' });
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/\n\s+at /);
    expect(readdirSync(folder, { recursive: true }).sort()).toEqual(before);
  });

  it('lets one of two writers win, and tells the other', async () => {
    const folder = scratch();
    let second: Promise<{ code: number | null; stderr: string }> | undefined;
    const first = await cli(['--examples', '0', ...SHORT, '-o', 'run'], folder, {
      onStderr: (text, kill) => {
        if (text.includes('from level 1 to 2') && second === undefined)
          second = cli(['--examples', '100', ...SHORT, '-o', 'run', '--overwrite'], folder).finally(() =>
            kill('SIGINT'),
          );
      },
    });
    const refused = await second!;
    expect(refused.code).toBe(1);
    expect(refused.stderr).toMatch(/is writing to this folder; stop it, or choose another folder/);
    expect(first.code).toBe(130);
  });
});
