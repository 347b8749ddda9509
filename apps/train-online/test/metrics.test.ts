import { execFileSync, spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openMetrics } from '../dist/saving/metrics-log.js';
import { cli, cliJson, scratch } from './cli.js';

const SHORT = ['--examples-per-level', '100', '--checkpoint-interval', '100', '--metrics', 'm.jsonl'];

const line = (examples: number, run?: string) =>
  `{"trainOnline":"metrics",${run === undefined ? '' : `"run":"${run}",`}"examples":${examples}}\n`;

function opened(text: string, examples: number | undefined, overwrite = false): string {
  const file = join(scratch(), 'm.jsonl');
  writeFileSync(file, text);
  const resumed = examples === undefined ? undefined : { examples, run: 'own' };
  openMetrics({ metrics: file, overwrite, data: undefined }, resumed)?.close();
  return readFileSync(file, 'utf8');
}

describe('--metrics', () => {
  it('writes a line for each checkpoint, and a resumed run the same lines as one that never stopped', async () => {
    const folder = scratch();
    await cliJson(['--examples', '250', ...SHORT, '-o', 'run'], folder);
    await cliJson(
      ['--resume', 'run/checkpoint_200.json', '--examples', '300', '-o', 'b', ...SHORT.slice(4)],
      folder,
    );
    const lines = readFileSync(join(folder, 'm.jsonl'), 'utf8')
      .trim()
      .split('\n')
      .map((text) => JSON.parse(text));
    expect(lines.map(({ examples }) => examples)).toEqual([100, 200, 300]);
    expect(lines[2].r2).toHaveLength(7);
    // The run went on in another folder, where it has another name.
    const [first, second, third] = lines.map(({ run }) => run);
    expect([first, third]).toEqual([second, expect.stringMatching(/^[0-9a-f-]{36}$/)]);
    expect(third).not.toBe(first);
  });

  it('has the figures of every target, and those since the line before', async () => {
    const folder = scratch();
    const rows = Array.from({ length: 400 }, (_, at) => `${at % 17},${at % 5},${at % 3}\n`).join('');
    writeFileSync(join(folder, 'rows.csv'), `x,a,b\n${rows}`);
    const flags = ['--data', 'rows.csv', '--target', 'a,b', '--hidden', '4', '--checkpoint-interval', '200'];
    await cliJson([...flags, '--metrics', 'm.jsonl', '-o', 'run'], folder);
    const [first, second] = readFileSync(join(folder, 'm.jsonl'), 'utf8')
      .trim()
      .split('\n')
      .map((text) => JSON.parse(text));
    expect(second.targets.map(({ name }: { name: string }) => name)).toEqual(['a', 'b']);
    expect(second.targets[1].mae).toBeGreaterThan(0);
    // The first row, before which there was no label, counts for no figure.
    expect([first.scoredRows, second.scoredRows]).toEqual([199, 399]);
    expect(second.since.mae).toBeCloseTo((399 * second.mae - 199 * first.mae) / 200, 9);
  });

  it('leaves a file alone that it did not write, the data too', async () => {
    const folder = scratch();
    const text = `x,y\n${Array.from({ length: 600 }, (_, at) => `${at},${at}\n`).join('')}`;
    writeFileSync(join(folder, 'rows.csv'), text);
    const flags = ['--data', 'rows.csv', '--target', 'y', '--metrics', 'rows.csv', '-o', 'run'];
    for (const extra of [[], ['--overwrite']]) {
      const { code, stderr } = await cli([...flags, ...extra], folder);
      expect({ code, stderr }).toEqual({
        code: 2,
        stderr: expect.stringMatching(/--metrics rows\.csv (holds|is)/),
      });
    }
    expect(readFileSync(join(folder, 'rows.csv'), 'utf8')).toBe(text);
    expect(() => opened('notes of mine\n', undefined)).toThrow(/did not write.*--overwrite/);
    expect(() => opened('{"examples":5}\n', 3)).toThrow(/did not write/);
    expect(opened('notes of mine\n', undefined, true)).toBe('');
  });

  it('takes away only lines of its own: those that are learned again, and one that a kill cut off', () => {
    const text = `${line(100)}a note\n${line(200)}{"examples":900}\n${line(300)}{"trainOnline":"metrics","exam`;
    expect(opened(text, 200)).toBe(`${line(100)}a note\n${line(200)}{"examples":900}\n`);
    expect(() => opened(`${line(100)}${line(200)}`, undefined)).toThrow(
      /figures of another run.*--overwrite/,
    );
    expect(opened(`${line(100)}${line(200)}`, undefined, true)).toBe('');
    expect(opened(`${line(100)}a note without end`, 100)).toBe(`${line(100)}a note without end\n`);
  });

  it('takes away none of another run, where files were put together', () => {
    const mixed = `${line(100, 'own')}${line(300, 'other')}${line(300, 'own')}`;
    expect(opened(mixed, 200)).toBe(`${line(100, 'own')}${line(300, 'other')}`);
  });

  it.skipIf(!existsSync('/dev/full'))('that cannot be written any more ends no run', async () => {
    const { code, stderr, stdout } = await cli(
      ['--examples', '250', ...SHORT.slice(0, -1), '/dev/full', '-o', 'run', '--json'],
      scratch(),
    );
    expect(code).toBe(0);
    expect(JSON.parse(stdout).examples).toBe(250);
    expect(
      stderr.match(/--metrics \/dev\/full cannot be written any more: the disk is full \(ENOSPC\);/g),
    ).toHaveLength(1);
  });

  it.skipIf(process.platform === 'win32')('does not wait for a pipe', async () => {
    const folder = scratch();
    const pipe = join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    const settings = { metrics: pipe, overwrite: false, data: undefined };
    expect(() => openMetrics(settings, undefined)).toThrow(/nobody reads this pipe yet/);
    const reader = spawn('cat', [pipe]);
    let text = '';
    reader.stdout.on('data', (chunk) => {
      text += chunk;
    });
    const ended = new Promise((done) => reader.on('close', done));
    let log: ReturnType<typeof openMetrics>;
    while (log === undefined) {
      await new Promise((done) => setTimeout(done, 20));
      try {
        log = openMetrics(settings, undefined);
      } catch {
        // The reader is not there yet.
      }
    }
    log.write({ examples: 5 });
    log.close();
    await ended;
    expect(text).toContain('"examples":5');
  });
});
