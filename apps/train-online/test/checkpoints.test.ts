import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readSafetensors } from '@graph/checkpoint';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CliResult, cli, cliJson, scratch } from './cli.js';

// One run for all: its folder is only read, or copied.
let home = '';
beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'train-online-checkpoints-'));
  const flags = ['--checkpoint-interval', '100', '--keep', '3', '--replay-capacity', '200'];
  await cliJson(['--examples', '600', ...flags, '-o', 'run'], home);
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

const verb = (...args: string[]): Promise<CliResult> => cli(['checkpoints', ...args], home);

async function json<T>(...args: string[]): Promise<T> {
  const { code, stdout, stderr } = await verb(...args, '--json');
  expect(stderr).toBe('');
  expect(code).toBe(0);
  return JSON.parse(stdout) as T;
}

/** A copy of the run, to be changed. */
function copy(): string {
  const folder = join(scratch(), 'run');
  cpSync(join(home, 'run'), folder, { recursive: true });
  return folder;
}

function damage(folder: string, file: string): void {
  const bytes = readFileSync(join(folder, file));
  bytes[bytes.length >> 1]! ^= 1;
  writeFileSync(join(folder, file), bytes);
}

describe('checkpoints list', () => {
  it('shows the newest first, and which is the best', async () => {
    const { stdout, code } = await verb('list', 'run');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^run\n {2}saved +examples +size +new +score\n/);
    expect(stdout).toMatch(/ 600 .* newest/);
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
    type Listed = { checkpoints: { file: string; examples: number; newest: boolean; stateDigest: string }[] };
    const { checkpoints } = await json<Listed>('list', 'run');
    expect(checkpoints[0]).toMatchObject({ file: 'run/checkpoint_600.json', examples: 600, newest: true });
    expect(checkpoints.slice(0, 3).map(({ examples }) => examples)).toEqual([600, 500, 400]);
  });

  it('warns of a damaged one, and shows the others', async () => {
    const folder = copy();
    damage(folder, 'checkpoint_600.json');
    const { stdout, stderr, code } = await verb('list', folder);
    expect(code).toBe(0);
    expect(stderr).toMatch(/warning: .*checkpoint_600.json cannot be used \(the checksum does not match/);
    expect(stdout).toMatch(/ 500 .* newest/);
  });
});

describe('checkpoints inspect', () => {
  it('says what the run was, how far, how good, how large, and what changed', async () => {
    const { stdout, code } = await verb('inspect', 'run');
    expect(code).toBe(0);
    for (const part of [
      'examples  600',
      '--replay-capacity 200',
      'score',
      'size',
      'Resume with: train-online',
    ]) {
      expect(stdout).toContain(part);
    }
    expect(stdout).toMatch(/Changed since checkpoint_500\.json\n/);
    expect(stdout.trimEnd().split('\n').length).toBeLessThanOrEqual(60);
    type Inspected = { examples: number; changes: { parts: { part: string; changed: number }[] } };
    const { examples, changes } = await json<Inspected>('inspect', 'run/checkpoint_600.json');
    expect(examples).toBe(600);
    expect(changes.parts.find(({ part }) => part === 'settings')?.changed).toBe(0);
    expect(changes.parts.find(({ part }) => part === 'model')?.changed).toBeGreaterThan(1000);
  });
});

describe('checkpoints verify', () => {
  it('reads all, and says that all is whole', async () => {
    expect(await json('verify', 'run')).toMatchObject({ ok: true, rejected: [], unreferencedChunks: 0 });
    const { stdout } = await verb('verify', 'run/checkpoint_500.json');
    expect(stdout).toContain('  whole    checkpoint_500.json\n');
    expect(stdout).not.toContain('checkpoint_600');
  });

  it('names each damaged file and exits with 1', async () => {
    const folder = copy();
    const chunks = join(folder, 'chunks');
    for (const name of readdirSync(chunks)) damage(chunks, name);
    const { code, stdout } = await verb('verify', folder);
    expect(code).toBe(1);
    expect(stdout).toMatch(/DAMAGED {2}checkpoint_600.json: chunk [0-9a-f]{64} was changed/);
    const asked = await verb('verify', folder, '--json');
    expect(asked.code).toBe(1);
    expect(JSON.parse(asked.stdout)).toMatchObject({ ok: false, whole: [] });
  });
});

describe('checkpoints diff', () => {
  it('says where two states differ, and that one is itself', async () => {
    const { stdout } = await verb('diff', 'run/checkpoint_500.json', 'run');
    expect(stdout).toContain('  examples: 500 is 600 in the second\n');
    expect(stdout).toMatch(
      /model\.network\.parameters\.weights: [\d,]+ values of float32\[\d+\] differ, by at most/,
    );
    const same = await json<{ same: boolean; differences: unknown[] }>(
      'diff',
      'run',
      'run/checkpoint_600.json',
    );
    expect(same).toMatchObject({ same: true, differences: [] });
  });
});

describe('checkpoints prune', () => {
  it('only says what it would do with --dry-run, does it without, and the run goes on from what is left', async () => {
    const folder = copy();
    const before = readdirSync(folder);
    type Pruned = { removed: string[]; removedBytes: number };
    const plan = await json<Pruned>('prune', folder, '--keep', '1', '--dry-run');
    expect(readdirSync(folder)).toEqual(before);
    expect(plan.removed.length).toBeGreaterThan(0);
    expect(await json<Pruned>('prune', folder, '--keep', '1')).toMatchObject({ removed: plan.removed });
    for (const file of plan.removed) expect(existsSync(file)).toBe(false);
    expect(await json('verify', folder)).toMatchObject({ ok: true, unreferencedChunks: 0 });
    const whole = await cliJson(['--resume', folder, '--examples', '700'], home);
    expect(whole.examples).toBe(700);
    // Nothing to do: the run's own --keep.
    expect(await json<Pruned>('prune', 'run')).toMatchObject({ removed: [] });
  });

  it('is refused while the run is training', async () => {
    const folder = copy();
    let answer: Promise<CliResult> | undefined;
    await cli(['--resume', folder, '--examples', '0', '--checkpoint-interval', '100'], home, {
      onStderr: (text, kill) => {
        if (!/\d\/s/.test(text) || answer !== undefined) return;
        answer = verb('prune', folder).then((result) => {
          kill('SIGTERM');
          return result;
        });
      },
    });
    const { code, stderr } = (await answer)!;
    expect(code).toBe(1);
    expect(stderr).toMatch(/LOCK: process \d+ on .* is writing to this folder/);
  });
});

describe('checkpoints export', () => {
  it('writes the weights as safetensors, and a part as JSON', async () => {
    const folder = scratch();
    const { code } = await cli(['checkpoints', 'export', join(home, 'run')], folder);
    expect(code).toBe(0);
    const { tensors, metadata } = readSafetensors(readFileSync(join(folder, 'checkpoint_600.safetensors')));
    expect(metadata.get('examples')).toBe('600');
    expect(tensors.get('model.network.parameters.weights')?.dtype).toBe('F32');
    const again = await cli(['checkpoints', 'export', join(home, 'run')], folder);
    expect(again.code).toBe(2);
    expect(again.stderr).toContain('checkpoint_600.safetensors is there already');
    const part = ['--format', 'json', '--only', 'stream.bestConstant', '-o', 'part.json'];
    await cli(['checkpoints', 'export', join(home, 'run'), ...part], folder);
    const { stream } = JSON.parse(readFileSync(join(folder, 'part.json'), 'utf8')) as {
      stream: { bestConstant: { rows: number } };
    };
    // The rest has been generated and waits for its batch.
    expect(stream.bestConstant.rows).toBeGreaterThan(600 - 32);
  });

  it('says which parts there are when one is not', async () => {
    const { code, stderr } = await verb('export', 'run', '--only', 'model.netwrok', '-o', 'x');
    expect(code).toBe(1);
    expect(stderr).toMatch(/has no model\.netwrok; at model it has network/);
  });
});

describe('every verb', () => {
  it.each(['list', 'inspect', 'verify', 'prune', 'export'])(
    '%s exits with 2 where no run is',
    async (name) => {
      const { code, stderr } = await verb(name, 'nowhere');
      expect(code).toBe(2);
      expect(stderr).toMatch(/nowhere is not there/);
    },
  );
});
