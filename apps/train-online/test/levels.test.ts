import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { resolveSettings } from '../dist/settings/resolve-settings.js';
import { UsageError } from '../dist/settings/usage-error.js';
import { openCurriculum } from '../dist/training/open-curriculum.js';
import { cli, cliJson, scratch } from './cli.js';

/** Two tables of x, y and colour, whose target is their product, and twice that of those that are red. */
function folderWithLevels(): string {
  const folder = scratch();
  for (const [name, from, colours] of [
    ['easy', 0, ['blue']],
    ['hard', 5, ['blue', 'red']],
  ] as const) {
    const rows = Array.from({ length: 200 }, (_, at) => {
      const [x, y] = [from + ((at * 37) % 101) / 10, ((at * 17) % 59) / 10];
      const colour = colours[at % colours.length]!;
      return [x, y, colour, x * y * (colour === 'red' ? 2 : 1)].join(',');
    });
    writeFileSync(join(folder, `${name}.csv`), `x,y,colour,z\n${rows.join('\n')}\n`);
  }
  return folder;
}
const BOTH = { levels: 'easy.csv,hard.csv', target: 'z' };
const LEVELS = ['--levels', 'easy.csv,hard.csv', '--target', 'z', '--examples-per-level', '100'];

describe('levels from files', () => {
  it('are learned one after the other, then where the most is not known, and resumed to the bit', async () => {
    const folder = folderWithLevels();
    const whole = await cliJson([...LEVELS, '--examples', '900'], folder);
    expect(whole.levels.map(({ name }) => name)).toEqual(['easy.csv', 'hard.csv']);
    const rows = whole.levels.map(({ examples }) => examples);
    expect(rows[0]! + rows[1]!).toBe(900);
    for (const count of rows) expect(count).toBeGreaterThan(112);
    for (const { heldOut } of whole.levels) {
      expect(heldOut.rows).toBeGreaterThan(10);
      expect(heldOut.rows).toBeLessThan(50);
      expect(heldOut.r2).toBeGreaterThan(0.6);
    }
    await cliJson([...LEVELS, '--examples', '310', '-o', 'part'], folder);
    const resumed = await cliJson(['--resume', 'part', '--examples', '900'], folder);
    expect(resumed.stateDigest).toBe(whole.stateDigest);
    // What a report says of its settings makes the same run.
    writeFileSync(join(folder, 'again.json'), JSON.stringify(whole.config));
    const again = await cliJson(['--config', 'again.json'], folder);
    expect(again.stateDigest).toBe(whole.stateDigest);
  });

  it('of other rows are refused', async () => {
    const folder = folderWithLevels();
    await cliJson([...LEVELS, '--examples', '64', '-o', 'part'], folder);
    writeFileSync(
      join(folder, 'hard.csv'),
      `x,y,colour,z\n${'1,2,red,3\n4,5,red,6\n'.repeat(9)}7,7,red,1\n8,9,red,2\n`,
    );
    const { code, stderr } = await cli(['--resume', 'part', '--examples', '99'], folder);
    expect(code).not.toBe(0);
    expect(stderr).toMatch(/hard\.csv/);
  });

  it.each([
    [{ levels: 'easy.csv' }, /--levels needs --target COLUMN/],
    [{ ...BOTH, 'max-level': '1' }, /--max-level says nothing about levels from files/],
    [{ ...BOTH, 'label-delay': '1' }, /--label-delay says nothing about levels from files/],
    [{ ...BOTH, data: 'easy.csv' }, /--levels speaks about the curriculum/],
    [{ ...BOTH, levels: 'none.csv' }, /none\.csv cannot be read/],
    [{ ...BOTH, target: 'colour' }, /the target colour is a class/],
    [{ ...BOTH, target: 'tint' }, /tint/],
  ])('asked for with %j say what is wrong', async (flags, message) => {
    const folder = folderWithLevels();
    const error: unknown = await (async () => {
      const { values } = resolveSettings(flags, {});
      await openCurriculum({ ...values, levels: values.levels.map((file) => join(folder, file)) }, undefined);
    })().catch((thrown) => thrown);
    expect((error as Error).message).toMatch(message);
    expect(UsageError.is(error)).toBe(true);
  });
});
