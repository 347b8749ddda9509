import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Random } from '@graph/core';
import { describe, expect, it } from 'vitest';
import { cliJson, scratch } from './cli.js';

/** Rows on one side or the other of a hyperplane that turns by `speed` a row, 5 % of them wrong. */
function hyperplane(rows: number, seed: number, speed: number): string {
  const random = Random.fromSeed(seed, 'hyperplane');
  const lines = ['a,b,c,d,e,f,side'];
  for (let row = 0; row < rows; row += 1) {
    const inputs = Array.from({ length: 6 }, () => Math.round(2000 * random.float() - 1000) / 1000);
    const turned = row * speed;
    const sum = inputs.reduce(
      (total, value, at) => total + value * (at < 3 ? 1 - turned / 2 : turned - (at === 5 ? 1 : 0)),
      0,
    );
    lines.push(`${inputs.join(',')},${sum > 0 !== random.float() < 0.05 ? 1 : 0}`);
  }
  return `${lines.join('\n')}\n`;
}

// What the drift response of one network is worth.
const start = ['--data', 'rows.csv', '--target', 'side', '--learner', 'network'];

describe('a world that changes slowly', () => {
  it('is followed, though each old row is rehearsed 60 times and known by heart', async () => {
    const folder = scratch();
    writeFileSync(join(folder, 'rows.csv'), hyperplane(8000, 1, 0.00025));
    const adaptive = await cliJson([...start, '-o', 'adaptive'], folder);
    const ignorant = await cliJson([...start, '-o', 'ignorant', '--on-drift', 'ignore'], folder);
    const accuracy = (report: typeof adaptive) => report.metrics['accuracy'] as number;
    expect(accuracy(adaptive)).toBeGreaterThan(accuracy(ignorant) + 0.02);
    expect((adaptive.metrics['drifts'] as { found: number }).found).toBeGreaterThan(0);

    await cliJson([...start, '-o', 'parts', '--examples', '3456'], folder);
    const parts = await cliJson(['--resume', 'parts', '--examples', '0'], folder);
    expect(parts.stateDigest).toBe(adaptive.stateDigest);
    expect(parts.metrics).toEqual(adaptive.metrics);
  });

  it('is seen when labels come late as well', async () => {
    const folder = scratch();
    writeFileSync(join(folder, 'rows.csv'), hyperplane(5000, 2, 0.0004));
    const late = [...start, '--label-delay', '50', '--on-drift', 'report', '-o', 'late'];
    const { metrics } = await cliJson(late, folder);
    expect((metrics['drifts'] as { found: number }).found).toBeGreaterThan(0);
  });
});

/** Four classes, the quadrants of a plane that turns by `speed` radians a row; 3 % of them wrong. */
function quadrants(rows: number, seed: number, speed: number): string {
  const random = Random.fromSeed(seed, 'quadrants');
  const lines = ['a,b,c,side'];
  for (let row = 0; row < rows; row += 1) {
    const [a, b, c] = Array.from({ length: 3 }, () => Math.round(2000 * random.float() - 1000) / 1000);
    const [sin, cos] = [Math.sin(row * speed), Math.cos(row * speed)];
    const quadrant = (a! * cos + b! * sin > 0 ? 1 : 0) + (b! * cos - a! * sin > 0 ? 2 : 0);
    lines.push(`${a},${b},${c},c${random.float() < 0.03 ? random.below(4) : quadrant}`);
  }
  return `${lines.join('\n')}\n`;
}

describe('a world that never stops', () => {
  it('is followed by a view that stays short: within 1 point of a memory of 150 rows', async () => {
    const folder = scratch();
    writeFileSync(join(folder, 'rows.csv'), quadrants(10_000, 1, 0.002));
    const accuracy = async (name: string, ...flags: string[]) =>
      (await cliJson([...start, '-o', name, ...flags], folder)).metrics['accuracy'] as number;
    const adaptive = await accuracy('adaptive');
    const short = await accuracy('short', '--on-drift', 'ignore', '--replay-capacity', '150');
    expect(adaptive).toBeGreaterThan(short - 0.01);
  });
});

describe('a world that does not change', () => {
  it('is learned as if nobody looked for a drift', async () => {
    const folder = scratch();
    writeFileSync(join(folder, 'rows.csv'), hyperplane(4000, 3, 0));
    const [adaptive, ignorant] = [
      await cliJson([...start, '-o', 'adaptive'], folder),
      await cliJson([...start, '-o', 'ignorant', '--on-drift', 'ignore'], folder),
    ];
    const { drifts, ...metrics } = adaptive.metrics;
    expect(drifts).toEqual({ found: 0, rows: [] });
    expect(metrics).toEqual(ignorant.metrics);
  });
});
