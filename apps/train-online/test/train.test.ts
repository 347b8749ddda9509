import { describe, expect, it } from 'vitest';
import { cli, cliJson, type Report, scratch } from './cli.js';

const r2 = (report: Report): number[] => report.levels.map(({ heldOut }) => heldOut.r2);

describe('a default run', () => {
  it.each([42, 1, 2])('learns every level and keeps it, seed %i', async (seed) => {
    const folder = scratch();
    const report = await cliJson(['--seed', String(seed)], folder);
    const shuffled = await cliJson(['--seed', String(seed), '--order', 'shuffled'], folder);
    const forgetful = await cliJson(
      ['--seed', String(seed), '--replay-ratio', '0', '--then', 'last'],
      folder,
    );
    expect(report.examples).toBe(10_000);
    expect(report.retention.averageR2).toBeGreaterThanOrEqual(0.95);
    for (const [at, level] of r2(report).entries())
      expect(level).toBeGreaterThanOrEqual(at === 2 ? 0.84 : 0.9);
    expect(report.retention.averageR2!).toBeGreaterThanOrEqual(0.99 * shuffled.retention.averageR2!);
    // Without rehearsal, and where no level comes again, what was learned first is forgotten: the table must show it.
    expect(forgetful.retention.averageR2).toBeLessThanOrEqual(0.65);
    expect(r2(forgetful)[0]).toBeLessThan(0.5);
    expect(forgetful.replay.rehearsals).toBe(0);
    expect(forgetful.retention.forgetting!).toBeGreaterThan(report.retention.forgetting! + 0.1);
  });

  it('gives the same bits every time (a change of this digest changes every run)', async () => {
    const folder = scratch();
    const first = await cliJson([], folder);
    const second = await cliJson(['--checkpoint-interval', '333', '--keep', '1', '-v', '2'], folder);
    expect(second.stateDigest).toBe(first.stateDigest);
    expect(first.stateDigest).toBe(GOLDEN_DIGEST);
  });
});

// The same on Node 20 and 24. A change here is a change of every run: say so in a changeset.
const GOLDEN_DIGEST = 'sha256:183baaa5e9b63814b26d58c6e03f0585c156094ec709468815810d801c44943c';

describe('--json', () => {
  it('prints one object with every figure, and nothing else', async () => {
    const folder = scratch();
    const { stdout, code } = await cli(['--examples', '1100', '--json', '-v', '2'], folder);
    expect(code).toBe(0);
    const report = JSON.parse(stdout) as Report;
    expect(Object.keys(report).sort()).toEqual(
      [
        'schemaVersion',
        'seed',
        'config',
        'examples',
        'trainedExamples',
        'seconds',
        'cpuSeconds',
        'examplesPerSecond',
        'trainedExamplesPerCpuSecond',
        'loss',
        'levels',
        'retention',
        'replay',
        'consolidations',
        'checkpoint',
        'stateDigest',
      ].sort(),
    );
    expect(report).toMatchObject({ schemaVersion: 1, seed: 42, examples: 1100, consolidations: 1 });
    expect(report.levels.map(({ level }) => level)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(report.levels.map(({ examples }) => examples)).toEqual([500, 500, 100, 0, 0, 0, 0]);
    expect(report.retention.matrix.map((row) => row.length)).toEqual([7, 7, 7]);
    const last = report.retention.matrix[2]!;
    expect(report.retention.averageR2).toBeCloseTo((last[0]! + last[1]! + last[2]!) / 3, 12);
    for (const { heldOut } of report.levels)
      expect(heldOut.r2).toBeCloseTo(1 - heldOut.mse / heldOut.baselineMse, 12);
    expect(report.loss.best!).toBeLessThanOrEqual(report.loss.final!);
    expect(report.loss.average!).toBeLessThan(report.loss.baseline!);
    expect(Object.values(report.replay.domains).reduce((sum, rows) => sum + rows, 0)).toBe(
      report.replay.size,
    );
    expect(report.stateDigest).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(report.checkpoint).toMatch(/checkpoint_1100\.json$/);
  });

  it('counts every row that went through a step, and pads nothing', async () => {
    const folder = scratch();
    // One step: 16 new rows, no memory yet. Then 16 new and 16 rehearsed; the last 8 wait for their batch to be full.
    const report = await cliJson(['--examples', '40', '--updates-per-batch', '1'], folder);
    expect(report.trainedExamples).toBe(16 + 32);
    expect(report.replay).toMatchObject({ size: 32, rehearsals: 16 });
  });

  it('takes its own config back with --config', async () => {
    const folder = scratch();
    const first = await cliJson(
      ['--examples', '300', '--hidden', '8,8', '--seed', '5', '--allow-regression', '--regression-loss', '9'],
      folder,
    );
    const { writeFileSync } = await import('node:fs');
    writeFileSync(`${folder}/again.json`, JSON.stringify(first.config));
    const second = await cliJson(['--config', 'again.json'], folder);
    expect(second.stateDigest).toBe(first.stateDigest);
  });
});

describe('strategies', () => {
  it('differ measurably, and all end', async () => {
    const folder = scratch();
    const digests = new Set<string>();
    for (const strategy of ['uniform', 'prioritized', 'recency', 'mixed', 'balanced']) {
      const report = await cliJson(
        ['--examples', '1500', '--replay-strategy', strategy, '--replay-ratio', '0.7'],
        folder,
      );
      expect(report.replay.strategy).toBe(strategy);
      digests.add(report.stateDigest);
    }
    expect(digests.size).toBe(5);
  });
});

describe('levels', () => {
  it('are left early when the smoothed loss stays under --advance-loss, and gone back to over --regression-loss', async () => {
    const folder = scratch();
    const early = await cli(['--examples', '3000', '--advance-loss', '0.05'], folder);
    expect(early.stderr).toMatch(/advance from level 1 to 2: .*loss/);
    const back = await cli(
      ['--examples', '2000', '--allow-regression', '--regression-loss', '0.0001', '--max-level', '3'],
      folder,
    );
    expect(back.stderr).toMatch(/back from level 2 to 1/);
  });

  it('start and end where they are told to', async () => {
    const levels = ['--examples', '1600', '--start-level', '4', '--max-level', '5'];
    const folder = scratch();
    const report = await cliJson([...levels, '--then', 'last'], folder);
    expect(report.levels.map(({ examples }) => examples)).toEqual([0, 0, 0, 500, 1100, 0, 0]);
    expect(report.retention.levels).toEqual([4, 5]);
    const chosen = await cliJson(levels, folder);
    const [fourth, fifth, ...others] = chosen.levels.slice(3).map(({ examples }) => examples);
    expect([fourth! + fifth!, ...others]).toEqual([1600, 0, 0]);
    expect(fourth).toBeGreaterThan(550);
    expect(fifth).toBeGreaterThan(550);
  });
});
