import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { cli, cliJson, scratch } from './cli.js';
import {
  bankDigests,
  bankOf,
  digestsOf,
  KEYED,
  type KeyedReport,
  modelDigests,
  writeTable,
} from './keyed-table.js';

/** PostgreSQL within the process makes its folder: seconds, and more where the machine is busy. */
const SLOW = 240_000;
const KEYS = 3;

const learn = async (folder: string, more: readonly string[] = []): Promise<KeyedReport> =>
  (await cliJson(['keyed', '--data', 'events.csv', ...KEYED, ...more], folder)) as unknown as KeyedReport;

it(
  'learns each key as a model of its own would, once, and shows, verifies and exports it',
  async () => {
    const folder = scratch();
    writeTable(folder, 120, KEYS);
    const first = await learn(folder, ['--seed', '5']);
    expect(first).toMatchObject({ rows: 120, added: 120, events: 120, setAside: 0 });
    expect(first.keys.map(({ key, rows }) => [key, rows])).toEqual([
      ['s-0', 40],
      ['s-1', 40],
      ['s-2', 40],
    ]);
    const options = await bankOf(folder);
    expect(options).toMatchObject({ seed: 5, network: { hidden: [16] }, replay: { capacity: 64 } });
    expect(digestsOf(first)).toEqual(bankDigests(options, 120, KEYS));

    // More rows of the same file: only those count.
    writeTable(folder, 150, KEYS);
    const second = await learn(folder);
    expect(second).toMatchObject({ rows: 150, added: 30, events: 30 });
    expect(digestsOf(second)).toEqual(bankDigests(options, 150, KEYS));

    // The next day's file under the same name: its rows are others, and all of them count. One row is as it was.
    const lines = readFileSync(join(folder, 'events.csv'), 'utf8').split('\n');
    const kept = [lines[0], ...lines.slice(1, 12).map((line, at) => (at === 4 ? line : `${line}9`)), ''];
    writeFileSync(join(folder, 'events.csv'), kept.join('\n'));
    expect(await learn(folder)).toMatchObject({ rows: 11, added: 10, events: 10 });
    const third = await learn(folder);
    expect(third).toMatchObject({ rows: 11, added: 0, events: 0 });
    writeTable(folder, 150, KEYS);

    const status = (await cliJson(['keyed', 'status'], folder)) as unknown as object;
    expect(status).toMatchObject({ lag: 0, applied: 160, keys: 3, aside: 0 });
    const verified = (await cliJson(['keyed', 'verify', '--key', 's-2'], folder)) as unknown as object;
    expect(verified).toMatchObject({
      events: third.keys[2]!.rows,
      isEqual: true,
      digest: third.keys[2]!.digest,
    });

    const predicted = await cli(['predict', '--from', 'one', '--data', 'events.csv'], folder);
    expect(predicted.code).toBe(0);
    expect(predicted.stdout.trim().split('\n')).toHaveLength(150);
    const exported = await cli(['export', 'one'], folder);
    expect(exported).toMatchObject({ code: 2 });
    expect(exported.stderr).toContain('learned in a bank of small networks');
    expect((await cli(['inspect', 'one'], folder)).stdout).toContain('--key sensor');
    expect((await cli(['keyed', 'release', 's-0'], folder)).stdout).toContain('s-0 is not set aside');

    for (const [args, message] of [
      [
        ['keyed', '--data', 'events.csv', '--key', 'hour'],
        '--key is hour, and the learners of --group default',
      ],
      [['keyed', 'verify', '--key', 'nobody'], 'nobody is no key of the group default'],
      [['keyed', 'export', 's-1', '-o', 'one'], '--output one holds a run already'],
      [['keyed', 'worker', '--group', 'other'], '--group other is not there yet'],
    ] as const) {
      const refused = await cli(args, folder);
      expect(refused.code).toBe(2);
      expect(refused.stderr).toContain(message);
    }
  },
  SLOW,
);

it(
  'learns with a network of its own for each key, where that is asked for',
  async () => {
    const folder = scratch();
    writeTable(folder, 30, 2);
    const network = await learn(folder, ['--learner', 'network']);
    expect(digestsOf(network)).toEqual(await modelDigests(folder, [], 30, 2));
  },
  SLOW,
);

it('says what is wrong before it makes anything', async () => {
  const folder = scratch();
  writeTable(folder, 20, 2);
  for (const [args, message, code] of [
    [['keyed', 'status'], 'holds no learners', 2],
    [['keyed', 'status', '--store', 'mysql://x'], 'wanted postgres://', 2],
    [
      ['keyed', 'status', '--store', 'postgres://me:secret@127.0.0.1:1/x'],
      'postgres://me:…@127.0.0.1:1/x',
      1,
    ],
    [['keyed', 'worker', '--lease', 'off'], '--lease is off', 2],
  ] as const) {
    const refused = await cli(args, folder);
    expect(refused.code).toBe(code);
    expect(refused.stderr).toContain(message);
    expect(refused.stderr).not.toContain('secret');
  }
});

it(
  'says which column or flag is missing, and stops when it is told to',
  async () => {
    const folder = scratch();
    writeTable(folder, 3000, 40);
    for (const [args, message] of [
      [['--target', 'watts'], '--key COLUMN is missing'],
      [['--key', 'sensor'], '--target COLUMN is missing'],
      [['--key', 'sensr', '--target', 'watts'], 'has no column "sensr"; did you mean "sensor"?'],
      [['--key', 'watts', '--target', 'watts'], '--key watts is the target'],
    ] as const) {
      const refused = await cli(['keyed', '--data', 'events.csv', ...args], folder);
      expect(refused.code).toBe(2);
      expect(refused.stderr).toContain(message);
    }
    let isTold = false;
    const stopped = await cli(['keyed', '--data', 'events.csv', ...KEYED, '--batch', '20'], folder, {
      onStderr: (text, kill) => {
        if (isTold || !text.includes('of them new in the log')) return;
        isTold = true;
        kill('SIGTERM');
      },
    });
    expect(stopped.code).toBe(143);
    const status = (await cliJson(['keyed', 'status'], folder)) as unknown as {
      applied: number;
      lag: number;
    };
    expect(status.applied + status.lag).toBe(3000);
    expect(status.lag).toBeGreaterThan(0);
  },
  SLOW,
);
