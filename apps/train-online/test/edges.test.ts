import { spawnSync } from 'node:child_process';
import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { findRun } from '../dist/run-folder.js';
import { resolveSettings } from '../dist/settings/resolve-settings.js';
import { withDefaultVerb } from '../dist/terminal/default-verb.js';
import { printable } from '../dist/terminal/printable.js';
import { cli, scratch } from './cli.js';

const BIN = fileURLToPath(new URL('../bin/run.js', import.meta.url));
const VERBS = ['train', 'inspect', 'predict', 'checkpoints list', 'checkpoints verify'];

describe('a verb', () => {
  it('is train where none is given, and help shows that of another', () => {
    expect(withDefaultVerb([], VERBS)).toEqual({ args: ['train'] });
    expect(withDefaultVerb(['--seed', '1'], VERBS)).toEqual({ args: ['train', '--seed', '1'] });
    expect(withDefaultVerb(['help'], VERBS)).toEqual({ args: ['--help'] });
    expect(withDefaultVerb(['help', 'checkpoints', 'list'], VERBS)).toEqual({
      args: ['checkpoints', 'list', '--help'],
    });
    expect(withDefaultVerb(['inspekt'], VERBS)).toEqual({
      mistake: expect.stringMatching(/Did you mean inspect\?/),
    });
    expect(withDefaultVerb(['checkpoints'], VERBS)).toEqual({ args: ['checkpoints'] });
    expect(withDefaultVerb(['checkpoints', 'verfy', 'run'], VERBS)).toEqual({
      mistake: 'checkpoints verfy is no verb of train-online. Did you mean checkpoints verify?',
    });
    expect(withDefaultVerb(['\u001B[31mverb'], VERBS)).toEqual({
      mistake: expect.stringMatching(/^\\x1b\[31mverb is no verb/),
    });
  });

  it('that is unknown ends with exit code 2, and help lists those that there are', async () => {
    const folder = scratch();
    expect(await cli(['predikt'], folder)).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/mean predict\?/),
    });
    const { code, stdout } = await cli(['help'], folder);
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringMatching(/evaluate/) });
  });
});

it('shows what a terminal would obey, in names too', async () => {
  expect(printable('a\u001B[31mb\r\nc\u009b\u202e')).toBe('a\\x1b[31mb\\x0d\nc\\x9b\\u202e');
  const folder = scratch();
  const rows = Array.from({ length: 600 }, (_, at) => `${at % 7},${at % 5}\n`).join('');
  writeFileSync(join(folder, 'rows.csv'), `\u001B[31mred,y\n${rows}`);
  const { stdout, stderr, code } = await cli(
    ['--data', 'rows.csv', '--target', 'y', '--hidden', '4', '-o', 'run'],
    folder,
  );
  expect(code).toBe(0);
  expect(stdout + stderr).not.toContain('\u001B[31m');
  expect(stdout).toContain('\\x1b[31mred');
});

it('knows a misspelt variable', () => {
  for (const name of ['TRAIN_ONLINE_BATCHSIZE', 'TRAINONLINE_SEED', 'train_online_seed'])
    expect(() => resolveSettings({}, { [name]: '3' })).toThrow(/which is no setting/);
});

it('takes for latest the run that was saved last, whatever the times of its files', () => {
  const root = scratch();
  const save = (run: number, sequence: number, savedAt: string, time: number): void => {
    const folder = join(root, `run-${run}`);
    mkdirSync(folder, { recursive: true });
    const file = join(folder, `checkpoint_${sequence}.json`);
    writeFileSync(file, `{\n  "savedAt": "${savedAt}",\n  "sequence": ${sequence},\n  "chunks": {}\n}\n`);
    utimesSync(file, time, time);
  };
  save(1, 1, '2026-01-01T00:00:00.000Z', 9000);
  save(1, 2, '2026-01-03T00:00:00.000Z', 1000);
  save(2, 1, '2026-01-02T00:00:00.000Z', 8000);
  expect(findRun('latest', root).folder).toBe(join(root, 'run-1'));
  save(2, 2, '2026-01-03T00:00:00.000Z', 500);
  expect(findRun('latest', root).folder).toBe(join(root, 'run-2'));
});

describe.skipIf(process.platform !== 'linux')('a place that is not as it should be', () => {
  const shell = (script: string, folder: string, environment = {}) =>
    spawnSync('sh', ['-c', script], {
      cwd: folder,
      encoding: 'utf8',
      env: { ...process.env, ...environment, BIN, NODE: process.execPath },
      timeout: 60_000,
    });

  it('as standard output on a full disk, is said in a line', () => {
    const { status, stderr } = shell('"$NODE" "$BIN" --examples 20 -v 0 -o run > /dev/full', scratch());
    expect(status).toBe(1);
    expect(stderr).toMatch(/standard output cannot be written: ENOSPC/);
    expect(stderr).not.toMatch(/\n\s+at /);
  });

  it('as a working folder that was deleted, is said in a line', () => {
    const { status, stderr } = shell(
      'mkdir gone && cd gone && rmdir ../gone && "$NODE" "$BIN" --examples 20',
      scratch(),
    );
    expect(status).toBe(1);
    expect(stderr).toMatch(/working folder is not there any more/);
  });

  it('as the folder of npm --prefix, is left for the one of the user', () => {
    const folder = scratch();
    const environment = { INIT_CWD: folder, npm_lifecycle_event: 'start' };
    const { stderr } = shell('cd / && "$NODE" "$BIN" inspect here', folder, environment);
    mkdirSync(join(folder, 'here'));
    expect(stderr).toMatch(/here is not there/);
    const { stderr: found } = shell('cd / && "$NODE" "$BIN" inspect here', folder, environment);
    expect(found).toMatch(/here holds no checkpoint/);
  });
});
