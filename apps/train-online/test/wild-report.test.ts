import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { cli, cliJson, scratch } from './cli.js';

/** Numbers that can be learned, with wild cells, a value that means "none", and one wild target. */
function rows(): string {
  const lines = Array.from({ length: 1200 }, (_, at) => {
    const [a, b] = [Math.sin(at), at % 7];
    return [at % 397 === 5 ? 1e12 : a, at % 40 === 3 ? -999 : b, at === 700 ? 1e9 : a + b / 3].join(',');
  });
  return `a,b,y\n${lines.join('\n')}\n`;
}

it.each(['mixture', 'network'])(
  'what a %s did not learn is told in words, with both figures',
  async (learner) => {
    const folder = scratch();
    writeFileSync(join(folder, 'rows.csv'), rows());
    const flags = ['--data', 'rows.csv', '--target', 'y', '--learner', learner];
    const { metrics } = await cliJson([...flags, '-o', 'run'], folder);
    const { stdout } = await cli(['inspect', 'run'], folder);
    expect(metrics['rows']).toBe(1199);
    expect(metrics['mae']).toBeLessThan(1);
    expect(metrics['wild']).toMatchObject({ rows: 1 });
    const { maeOfAll } = metrics['wild'] as unknown as { maeOfAll: number };
    expect(maeOfAll).toBeCloseTo(1e9 / 1200, -4);
    expect(stdout).toMatch(/1 of 1,200 rows has a wild target: predicted, not learned/);
    expect(stdout).toMatch(/column a: \d far values passed over/);
    expect(stdout).toMatch(/column b: .*\d+ times -999 taken as missing \(--schema says otherwise\)/);
  },
);

it('a run that diverges says when, and what to do', async () => {
  const { code, stderr } = await cli(
    ['--optimizer', 'sgd', '--lr', '1', '--examples', '900', '-o', 'run'],
    scratch(),
  );
  expect(code).toBe(1);
  expect(stderr).toMatch(/learning diverged after \d+ examples: .*\n.*a lower --lr, now 1/);
});
