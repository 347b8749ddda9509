import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { resolveSettings } from '../dist/settings/resolve-settings.js';
import { trainSettings } from '../dist/settings/train-settings.js';
import { continueSettings, trajectoryState } from '../dist/settings/trajectory.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'settings-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const config = (name: string, text: string): string => {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
};

describe('settings', () => {
  it('take flags over environment over file over preset over defaults', () => {
    const file = config('all.json', '{ "lr": 0.2, "batch-size": 8, "replay-ratio": 0.1, "hidden": [3, 4] }');
    const environment = { TRAIN_ONLINE_BATCH_SIZE: '16', TRAIN_ONLINE_REPLAY_RATIO: '0.3', HOME: '/nowhere' };
    const { values, sources } = resolveSettings(
      { 'replay-ratio': '0.7', config: file, preset: 'stable' },
      environment,
    );
    expect(values).toMatchObject({
      'replay-ratio': 0.7,
      'batch-size': 16,
      lr: 0.2,
      hidden: [3, 4],
      'replay-capacity': 50_000,
      seed: 42,
    });
    expect(sources).toMatchObject({
      'replay-ratio': 'flag',
      'batch-size': 'environment',
      lr: 'file',
      'replay-capacity': 'preset',
      seed: 'default',
    });
  });

  it.each([
    ['examples', '-1'],
    ['examples', '1.5'],
    ['examples', '1e3'],
    ['batch-size', '0'],
    ['batch-size', '99999999999999'],
    ['lr', '0'],
    ['lr', 'NaN'],
    ['lr', 'Infinity'],
    ['lr', ''],
    ['replay-ratio', '1'],
    ['replay-ratio', '-0.1'],
    ['replay-ratio', 'NaN'],
    ['replay-capacity', '0'],
    ['priority-alpha', '-1'],
    ['priority-alpha', '2.1'],
    ['start-level', '9'],
    ['max-level', '0'],
    ['consolidation-interval', '0'],
    ['checkpoint-interval', '0'],
    ['keep', '0'],
    ['hidden', '64,'],
    ['hidden', '0'],
    ['optimizer', 'adem'],
    ['order', 'random'],
    ['seed', 'abc'],
    ['verbose', '3'],
    ['updates-per-batch', '0'],
    ['advance-loss', '0'],
  ])('refuse --%s %s, naming flag, value and range', (name, value) => {
    expect(() => resolveSettings({ [name]: value }, {})).toThrow(
      new RegExp(`--${name} is ${value === '' ? 'empty' : value.replace('.', '\\.')}, wanted `),
    );
  });

  it.each([
    [{ 'start-level': '5', 'max-level': '3' }, /start-level is 5 and --max-level is 3/],
    [{ 'allow-regression': 'true' }, /needs --regression-loss/],
    [{ 'regression-loss': '1' }, /without --allow-regression/],
    [{ target: 'y' }, /--target needs --data/],
    [{ data: 'x.csv' }, /--data needs --target/],
    [{ data: 'x.csv', target: 'y', 'max-level': '3' }, /--max-level speaks about the curriculum/],
    [{ overwrite: 'true' }, /--overwrite needs --output/],
    [{ 'replay-strategy': 'prioritised' }, /Did you mean prioritized\?/],
  ])('refuse %j', (flags, message) => {
    expect(() => resolveSettings(flags as Record<string, string>, {})).toThrow(message);
  });

  it.each([
    ['broken.json', '{ "lr": ', /cannot be read/],
    ['list.json', '[1]', /holds a list/],
    [
      'unknown.json',
      '{ "batchsize": 3 }',
      /has the key "batchsize", which is no setting. Did you mean batch-size\?/,
    ],
    ['wrong.json', '{ "lr": "fast" }', /"lr" in .*wrong.json is fast, wanted a finite number over 0/],
    ['deep.json', '{ "lr": {} }', /"lr" in .* is an object/],
  ])('refuse the configuration file %s', (name, text, message) => {
    expect(() => resolveSettings({ config: config(name, text) }, {})).toThrow(message);
  });

  it('refuse an unknown variable of their own', () => {
    expect(() => resolveSettings({}, { TRAIN_ONLINE_BATCHSIZE: '3' })).toThrow(
      /Did you mean TRAIN_ONLINE_BATCH_SIZE/,
    );
  });

  it('refuse on resume what contradicts the run, and carry on what does not', () => {
    const start = resolveSettings({ seed: '7', keep: '3', hidden: '8,8' }, {});
    const saved = trajectoryState(start.values);
    const carried = { keep: '3', examples: '500' };
    const same = continueSettings(resolveSettings({ seed: '7', examples: '900' }, {}), saved, carried);
    expect(same).toMatchObject({ seed: 7, keep: 3, examples: 900, hidden: [8, 8] });
    expect(() =>
      continueSettings(resolveSettings({ seed: '8', 'batch-size': '64' }, {}), saved, carried),
    ).toThrow(
      /--seed is 8, and the run was started with 7; --batch-size is 64, and the run was started with 32/,
    );
  });

  it('say in their help what each wants', () => {
    for (const setting of Object.values(trainSettings)) {
      expect(setting.help).toMatch(/\.$/);
      expect(setting.range).not.toBe('');
    }
  });
});
