import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { resolveSettings } from '../../dist/settings/resolve-settings.js';
import { runTraining } from '../../dist/training/run-training.js';
import { scratch } from '../cli.ts';
import { learnText } from './learn-case.ts';

/** A table of 900 rows whose target has a third value from row 600 on. */
const table = (values: readonly string[]): string => {
  const rows = Array.from({ length: 900 }, (_, at) => {
    const k = at < 600 ? at % 2 : at % 3;
    return `${k + ((at * 37) % 100) / 500},${values[k]}\n`;
  });
  return `x,y\n${rows.join('')}`;
};

describe('a target that was yes or no', () => {
  it.each([
    ['words', ['no', 'yes', 'maybe']],
    ['numbers', ['0', '1', '2']],
  ])('is one of classes when a third value comes, which costs a line: %s', async (_, values) => {
    const { metrics, notes } = await learnText('rows.csv', table(values), 'y');
    expect(metrics).toMatchObject({ task: 'multiclass', rows: 900, badRows: 0, classes: values });
    expect(metrics['accuracy']).toBeGreaterThan(0.95);
    expect(notes.join('\n')).toContain(
      `rows.csv line 604: the target "y" was yes or no so far and is "${values[2]}" here: it is predicted as classes from here on`,
    );
  });

  it('resumes to the bit, at the row itself too', async () => {
    const folder = scratch();
    writeFileSync(join(folder, 'rows.csv'), table(['no', 'yes', 'maybe']));
    const run = async (texts: Readonly<Record<string, string>>) => {
      const settings = resolveSettings(texts, {});
      return (await runTraining(settings, { quiet: true, version: '' })).report!.stateDigest;
    };
    const first = { data: join(folder, 'rows.csv'), target: 'y', learner: 'network', seed: '1', hidden: '8' };
    const whole = await run({ ...first, output: join(folder, 'whole') });
    for (const examples of ['602', '603', '700']) {
      const output = join(folder, examples);
      await run({ ...first, output, examples });
      expect(await run({ resume: output, examples: '0' })).toBe(whole);
    }
  });

  it('is kept to where the user says so', async () => {
    await expect(
      learnText('rows.csv', table(['no', 'yes', 'maybe']), 'y', { task: 'binary' }),
    ).rejects.toThrow('line 604: column "y" is "maybe", wanted yes or no');
  });
});
