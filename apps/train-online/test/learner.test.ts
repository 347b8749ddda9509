import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { adam, adamw } from '@graph/learner';
import { learningSettings, TABLE_DEFAULTS } from '@graph/online';
import { describe, expect, it } from 'vitest';
import { modelOptions } from '../dist/serving/model-options.js';
import { resolveSettings } from '../dist/settings/resolve-settings.js';
import { learningOf } from '../dist/training/learning-of.js';
import { cli, cliJson, scratch } from './cli.js';
import { madeRows, toCsv } from './generated-table.js';

const COLUMNS = ['x', 'y', 'colour', 'amount'] as const;
const run = ['--data', 'rows.csv', '--target', 'amount', '--learner', 'mixture', '--label-delay', '7'];

describe('--learner mixture', () => {
  it('learns a table by experts, exactly over a stop, and predict and evaluate use it', async () => {
    const folder = scratch();
    writeFileSync(join(folder, 'rows.csv'), toCsv(madeRows(300), COLUMNS));
    const whole = await cliJson([...run, '-o', 'whole'], folder);
    await cliJson([...run, '--examples', '123', '-o', 'part'], folder);
    const resumed = await cliJson(['--resume', 'part', '--examples', '0'], folder);
    expect(resumed.stateDigest).toBe(whole.stateDigest);
    const experts = whole.metrics['experts'] as unknown as { weight: number }[];
    expect(experts.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 6);
    const { columns } = whole.columnWorths as unknown as { readonly columns: readonly { name: string }[] };
    expect(columns.map(({ name }) => name).sort()).toEqual(['colour', 'x', 'y']);
    expect(resumed.columnWorths).toEqual(whole.columnWorths);
    const { metrics } = await cliJson(['evaluate', '--from', 'whole', '--data', 'rows.csv'], folder);
    expect(metrics['mae']).toBeLessThan(metrics['baselineMae'] as number);
  });

  it('is exported nowhere as something else: the verbs say what to do', async () => {
    const folder = scratch();
    writeFileSync(join(folder, 'rows.csv'), toCsv(madeRows(40), COLUMNS));
    await cliJson([...run, '-o', 'run'], folder);
    const model = await cli(['export', 'run', '--format', 'json'], folder);
    expect(model).toMatchObject({ code: 2, stderr: expect.stringMatching(/--learner network/) });
    const arrays = await cli(['checkpoints', 'export', 'run'], folder);
    expect(arrays).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/no arrays.*--only model\.mixture/),
    });
    const parts = await cliJson(['checkpoints', 'export', 'run', '--only', 'model.mixture'], folder);
    expect((parts as unknown as { arrays: string[] }).arrays.length).toBeGreaterThan(0);
  });

  it.each([
    ['mixture', adamw({ learningRate: 0.001, weightDecay: 0.1 })],
    ['network', adam({ learningRate: 0.001 })],
  ])(
    'of %s has the optimizer that the library gives it, and the one that is asked for',
    (learner, optimizer) => {
      const given = { data: 'rows.csv', target: 'y', learner };
      expect(learningOf(resolveSettings(given, {}).values).optimizer).toEqual(optimizer);
      const asked = resolveSettings({ ...given, optimizer: 'adam', lr: '0.01' }, {}).values;
      expect(learningOf(asked).optimizer).toEqual(adam({ learningRate: 0.01 }));
    },
  );

  it('is what learns a table unless something is asked for that only one network can do, as in the library', () => {
    const of = (flags: Record<string, string>): string =>
      resolveSettings({ data: 'rows.csv', target: 'y', ...flags }, {}).values.learner;
    expect(resolveSettings({}, {}).values.learner).toBe('network');
    expect(of({ preset: 'fast' })).toBe('network');
    expect(
      resolveSettings({ data: 'a', target: 'y' }, { TRAIN_ONLINE_CONSOLIDATE: 'si' }).values.learner,
    ).toBe('network');
    for (const strategy of ['uniform', 'prioritized', 'recency', 'mixed', 'balanced'] as const)
      for (const method of ['none', 'ewc', 'si'] as const) {
        const options = { replay: { strategy }, consolidation: { method } };
        const wanted = strategy === 'uniform' && method === 'none' ? 'mixture' : 'network';
        expect(of({ 'replay-strategy': strategy, consolidate: method })).toBe(wanted);
        expect(learningSettings(options, TABLE_DEFAULTS).learner).toBe(wanted);
      }
  });

  it('is served with the optimizer that belongs to it, and the one that is asked for', () => {
    const optimizerOf = (texts: Record<string, string>) => modelOptions(texts).optimizer;
    expect(optimizerOf({})).toBeUndefined();
    expect(optimizerOf({ lr: '0.01' })).toEqual(adamw({ learningRate: 0.01, weightDecay: 0.1 }));
    expect(optimizerOf({ lr: '0.01', 'replay-strategy': 'mixed' })).toEqual(adam({ learningRate: 0.01 }));
    expect(optimizerOf({ lr: '0.01', learner: 'network' })).toEqual(adam({ learningRate: 0.01 }));
    expect(optimizerOf({ learner: 'network', optimizer: 'adamw' })).toEqual(
      adamw({ learningRate: 0.001, weightDecay: 0.1 }),
    );
  });

  it('shows who carried the stream', async () => {
    const folder = scratch();
    writeFileSync(join(folder, 'rows.csv'), toCsv(madeRows(60), COLUMNS));
    const { stdout } = await cli(run, folder);
    expect(stdout).toMatch(/Experts, by their weight now/);
    expect(stdout).toMatch(/linear +0\.\d+/);
  });

  it.each([
    [['--learner', 'mixture'], /--learner mixture needs --data/],
    [[...run, '--replay-strategy', 'prioritized'], /a mixture rehearses evenly: give --learner network/],
    [[...run, '--consolidate', 'ewc'], /protects one network: give --learner network/],
    [[...run, '--effort', '0'], /--effort is 0, wanted a number over 0/],
  ])('refuses %j', async (flags, message) => {
    const folder = scratch();
    writeFileSync(join(folder, 'rows.csv'), toCsv(madeRows(20), COLUMNS));
    const { code, stderr } = await cli(flags, folder);
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringMatching(message) });
  });
});
