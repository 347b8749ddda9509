import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeFolder, makeNextRunFolder, removeEmptyRun } from '../dist/run-folder.js';
import { openForTraining } from '../dist/run-store.js';
import { openMetrics } from '../dist/saving/metrics-log.js';
import { resolveSettings } from '../dist/settings/resolve-settings.js';
import { inWords, reasonOf } from '../dist/terminal/system-words.js';
import { runTraining } from '../dist/training/run-training.js';
import { scratch } from './cli.js';

/** A code of a system, bare or with no word beside it. */
const BARE = /^E[A-Z]+:|: E[A-Z]+:/;

/** Starts a run in this process, and returns why it ended. */
async function faultOf(folder: string, flags: Readonly<Record<string, string>>): Promise<string> {
  const data = join(folder, 'rows.csv');
  if (!existsSync(data)) {
    const rows = Array.from({ length: 600 }, (_, at) => `${at % 7},${at % 5}\n`).join('');
    writeFileSync(data, `x,y\n${rows}`);
  }
  const texts = { data, target: 'y', output: join(folder, 'run'), learner: 'network', hidden: '4', ...flags };
  try {
    await runTraining(resolveSettings(texts, {}), { quiet: true, version: '' });
  } catch (error) {
    return inWords((error as Error).message);
  }
  return '';
}

describe('what a system refuses', () => {
  it('is said in words: what was tried, why not, and what can be done', () => {
    expect(inWords('ENOSPC: no space left on device, write')).toBe(
      'A file cannot be written: the disk is full (ENOSPC). Make room on it, then give the same command again.',
    );
    expect(inWords("EACCES: permission denied, open 'run/LOCK'")).toBe(
      'run/LOCK cannot be opened: this user is not allowed to (EACCES). Change its permissions, or name another place.',
    );
    expect(
      inWords('--x f cannot be read: EISDIR: illegal operation on a directory, read. Wanted JSON.'),
    ).toBe('--x f cannot be read: it is a folder (EISDIR). Wanted JSON.');
    expect(inWords("link failed: EPERM: operation not permitted, link 'a' -> 'b'")).toMatch(
      /^link failed: .*\(EPERM\)$/,
    );
    expect(inWords('ESOMETHING: of a later system, open')).toBe('ESOMETHING: of a later system, open');
    expect(reasonOf(new Error("ENOTDIR: not a directory, mkdir 'a/b'"))).toBe(
      'a part of its path is a file, not a folder (ENOTDIR)',
    );
  });

  it('at the start of a run is a sentence, and nothing is left behind', async () => {
    const folder = scratch();
    writeFileSync(join(folder, 'file'), '');
    mkdirSync(join(folder, 'locked', 'LOCK'), { recursive: true });
    mkdirSync(join(folder, 'odd'));
    writeFileSync(join(folder, 'odd', 'chunks'), '');
    for (const [flags, said] of [
      [
        { output: join(folder, 'file') },
        /--output \S+ cannot be made: there is a file of that name\. Name another/,
      ],
      [
        { output: join(folder, 'file', 'run') },
        /cannot be made: a part of its path is a file, not a folder \(ENOTDIR\)/,
      ],
      [{ output: join(folder, 'n'.repeat(300)) }, /cannot be made: its name is too long \(ENAMETOOLONG\)/],
      [{ output: join(folder, 'locked') }, /LOCK is not a file, so that no run made it: take it away/],
      [{ output: join(folder, 'odd') }, /chunks is not a folder.*choose another/],
      [{ metrics: folder }, /--metrics \S+ cannot be written: it is a folder \(EISDIR\)/],
      [
        { metrics: join(folder, 'no', 'm') },
        /--metrics \S+ cannot be written: the folder \S+no is not there; make it first/,
      ],
      [
        { tensorboard: join(folder, 'file') },
        /--tensorboard \S+ cannot be made: there is a file of that name/,
      ],
      [{ data: folder }, /is a folder, wanted a file/],
      [{ schema: folder }, /--schema \S+ cannot be read: it is a folder \(EISDIR\)/],
    ] as const) {
      const fault = await faultOf(folder, flags);
      expect(fault).toMatch(said);
      expect(fault).not.toMatch(BARE);
      expect(existsSync(join(folder, 'run'))).toBe(false);
    }
  });

  it.skipIf(process.platform !== 'linux')('as a folder that cannot be, ends', () => {
    expect(() => makeFolder('/proc/nothing/run', '--output /proc/nothing/run')).toThrow(
      /cannot be made: .*\(ENOENT\)/,
    );
    expect(() => makeFolder('/dev/null/run', '--output /dev/null/run')).toThrow(
      /cannot be made: .*\(ENOTDIR\)/,
    );
  });

  it('as a lock that cannot be written, is said with its folder', async () => {
    const folder = join(scratch(), 'missing', 'deep');
    writeFileSync(join(folder, '..', '..', 'missing'), '');
    await expect(openForTraining(folder, 1)).rejects.toThrow(
      /The run's folder \S+deep cannot be written: .*ENOTDIR/,
    );
    expect(() =>
      openMetrics({ metrics: join(folder, 'm'), overwrite: false, data: undefined }, undefined),
    ).toThrow(/ENOTDIR/);
  });
});

describe('a run of which nothing was saved', () => {
  it('leaves no folder when it diverges', async () => {
    const folder = scratch();
    const output = join(folder, 'runs', 'one');
    const texts = { optimizer: 'sgd', lr: '1', examples: '900', output };
    await expect(runTraining(resolveSettings(texts, {}), { quiet: true, version: '' })).rejects.toThrow(
      /learning diverged/,
    );
    expect(readdirSync(folder)).toEqual([]);
  });

  it('leaves what was there before, and what somebody put there', () => {
    const root = join(scratch(), 'a', 'runs');
    const run = makeNextRunFolder(root);
    expect(run.made).toBe(join(root, '..'));
    writeFileSync(join(run.folder, 'RUN'), 'name');
    mkdirSync(join(run.folder, 'chunks'));
    writeFileSync(join(run.folder, 'notes.txt'), '');
    removeEmptyRun(run);
    expect(readdirSync(run.folder).sort()).toEqual(['RUN', 'chunks', 'notes.txt']);
    const second = makeNextRunFolder(root);
    writeFileSync(join(second.folder, 'RUN'), 'name');
    removeEmptyRun(second);
    expect(readdirSync(root)).toEqual(['run-1']);
    removeEmptyRun({ folder: root, made: undefined });
    expect(existsSync(root)).toBe(true);
  });
});
