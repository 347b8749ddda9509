import { describe, expect, it } from 'vitest';
import { cliJson, scratch } from './cli.js';

const LONG = ['--examples', '100000', '--examples-per-level', '14000', '--checkpoint-interval', '50000'];

describe('a run of 100,000 examples', () => {
  it('learns and keeps every level, also with a network that grows from 8 neurons, and with half of its edges', async () => {
    const folder = scratch();
    const fixed = await cliJson(LONG, folder);
    expect(fixed.retention.averageR2).toBeGreaterThanOrEqual(0.97);
    for (const { heldOut } of fixed.levels) expect(heldOut.r2).toBeGreaterThanOrEqual(0.9);

    const grown = await cliJson([...LONG, '--hidden', '8', '--grow', '128'], folder);
    expect(grown.retention.averageR2).toBeGreaterThanOrEqual(fixed.retention.averageR2! - 0.02);

    const pruned = await cliJson([...LONG, '--prune', '0.5'], folder);
    expect(pruned.retention.averageR2).toBeGreaterThanOrEqual(fixed.retention.averageR2! - 0.02);
  });

  it('saves a memory that fills to tens of megabytes, whole at every checkpoint, and goes on from one', async () => {
    const folder = scratch();
    const flags = ['--examples-per-level', '14000', '--replay-capacity', '100000', '--keep', '9'];
    const once = [...flags, '--examples', '80000', '--checkpoint-interval', '80000', '-o', 'once'];
    const whole = await cliJson(once, folder);
    await cliJson([...flags, '--examples', '70000', '--checkpoint-interval', '10000', '-o', 'parts'], folder);
    expect(await cliJson(['checkpoints', 'verify', 'parts'], folder)).toMatchObject({
      ok: true,
      rejected: [],
    });
    const parts = await cliJson(['--resume', 'parts', '--examples', '80000'], folder);
    expect(parts.stateDigest).toBe(whole.stateDigest);
  });

  it('goes on exactly in the middle of growth, pruning and each way of protecting', async () => {
    for (const consolidate of ['ewc', 'online-ewc', 'si', 'mas']) {
      const folder = scratch();
      const flags = [
        '--hidden',
        '8',
        '--grow',
        '64',
        '--prune',
        '0.3',
        '--prune-over',
        '3000',
        '--consolidate',
        consolidate,
      ];
      const whole = await cliJson(['--examples', '3000', ...flags, '-o', 'whole'], folder);
      await cliJson(['--examples', '1777', ...flags, '-o', 'parts'], folder);
      const parts = await cliJson(['--resume', 'parts', '--examples', '3000'], folder);
      expect(parts.stateDigest).toBe(whole.stateDigest);
    }
  });
});
