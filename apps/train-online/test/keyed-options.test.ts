import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ColumnSchema, TableSchema } from '@graph/stream';
import { fileSources } from '@graph/stream/node';
import { expect, it } from 'vitest';
import { keyOptions } from '../dist/keyed/key-options.js';
import { makeSettings } from '../dist/keyed/make-settings.js';
import { scratch } from './cli.js';

const schemaOf = (task: 'regression' | 'class', ...more: readonly ColumnSchema[]): TableSchema => ({
  version: 1,
  columns: [{ type: 'number', name: 'x', missing: false, origin: 0, scale: 1 }, ...more],
  targets: [{ name: 'y', task, origin: 0, scale: 1 }],
  domainColumn: null,
  timeColumn: null,
});
const number = schemaOf('regression');
const text = schemaOf('regression', { type: 'text', name: 'note', missing: false, buckets: 8 });

/** The learner of a new group, and what was said of it. */
function made(
  asked: Readonly<Record<string, string>>,
  schema: TableSchema = number,
  classes?: readonly string[],
  target: readonly string[] = ['y'],
) {
  const said: string[] = [];
  return { ...keyOptions({ asked, target, schema, classes }, (line) => said.push(line)), said };
}

it('makes a bank, with all that it is made of', () => {
  expect(made({})).toEqual({
    bank: {
      schema: number,
      seed: 42,
      batchSize: 16,
      updatesPerBatch: 1,
      network: { hidden: [16] },
      replay: { capacity: 64 },
      optimizer: expect.objectContaining({ kind: 'adamw', learningRate: 0.01, weightDecay: 0.1 }),
    },
    said: [],
  });
  const asked = { seed: '7', hidden: '8,4', lr: '0.02', 'replay-capacity': '9', 'batch-size': '3' };
  expect(made({ ...asked, 'updates-per-batch': '2', optimizer: 'sgd' }).bank).toMatchObject({
    ...{ seed: 7, batchSize: 3, updatesPerBatch: 2, network: { hidden: [8, 4] }, replay: { capacity: 9 } },
    optimizer: { kind: 'sgd', learningRate: 0.02 },
  });
  expect(made({}, schemaOf('class'), ['a', 'b']).bank).toMatchObject({ classes: ['a', 'b'] });
});

it('makes networks where a bank cannot learn it, and says why; or refuses, where a bank is asked for', () => {
  for (const [why, asked, schema, classes, target] of [
    ['a bank has no --on-drift', { 'on-drift': 'ignore' }, number, undefined, ['y']],
    ['a bank learns no text, and note is that', {}, text, undefined, ['y']],
    ['there are several targets', {}, number, undefined, ['y', 'z']],
    ['a bank must know all classes beforehand', {}, schemaOf('class'), undefined, ['y']],
  ] as const) {
    const { model, bank, said } = made(
      asked,
      { ...schema, targets: targetsOf(schema, target) },
      classes,
      target,
    );
    expect(bank).toBeUndefined();
    expect(model).toMatchObject({ learner: 'network', network: { hidden: [16] }, replay: { capacity: 256 } });
    expect(said).toEqual([expect.stringContaining(`learner: network, since ${why}`)]);
    expect(() => made({ ...asked, learner: 'bank' }, schema, classes, target)).toThrow(
      `--learner bank: ${why}`,
    );
  }
  expect(made({ learner: 'network' })).toMatchObject({ model: { learner: 'network' }, said: [] });
  expect(made({ learner: 'mixture' })).toMatchObject({ model: { learner: 'mixture' }, said: [] });
});

it('knows the classes of a whole file, also those that come last', async () => {
  const folder = scratch();
  const file = join(folder, 'events.csv');
  const lines = Array.from(
    { length: 3000 },
    (_, at) => `k${at % 3},${at % 50},${at < 2990 ? 'ab'[at % 2] : 'c'}`,
  );
  writeFileSync(file, ['key,x,kind', ...lines, ''].join('\n'));
  const asked = { key: 'key', target: 'kind' };
  const rows = { texts: { ...asked, data: file }, asked };
  const settings = await makeSettings(rows, await fileSources([file]), () => undefined);
  expect(settings.bank?.classes).toEqual(['a', 'b', 'c']);
  const network = { ...asked, learner: 'network' };
  const other = await makeSettings({ ...rows, asked: network }, await fileSources([file]), () => undefined);
  expect(other).toMatchObject({ key: 'key', model: { target: 'kind', learner: 'network' } });
});

const targetsOf = ({ targets }: TableSchema, names: readonly string[]) =>
  names.map((name) => ({ ...targets[0]!, name }));
