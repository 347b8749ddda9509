import { appendFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cli, cliJson, scratch } from './cli.js';
import { readEvents } from './event-files.js';

const FLAGS = ['--data', 'rows.csv', '--target', 'a,b', '--hidden', '4', '--metrics-interval', '100'];

function tableFolder(): string {
  const folder = scratch();
  const rows = Array.from({ length: 1000 }, (_, at) => `${at % 17},${at % 5},${at % 3}\n`).join('');
  writeFileSync(join(folder, 'rows.csv'), `x,a,b\n${rows}`);
  return folder;
}

/** The lines of a file of `--metrics`, without what a clock decides, and the name of the run. */
const linesOf = (folder: string, name: string) =>
  readFileSync(join(folder, name), 'utf8')
    .trim()
    .split('\n')
    .map((text) => ({ ...JSON.parse(text), seconds: 0, run: '' }));

const withoutSeconds = (folder: string) =>
  readEvents(folder).map(({ step, values: { 'all/seconds': _, ...values } }) => ({ step, values }));

describe('--metrics-interval', () => {
  it('gives points apart from checkpoints, to --metrics and --tensorboard, the same when stopped and resumed', async () => {
    const folder = tableFolder();
    const whole = await cliJson(
      [...FLAGS, '--metrics', 'a.jsonl', '--tensorboard', 'a', '-o', 'run-a'],
      folder,
    );
    const lines = linesOf(folder, 'a.jsonl');
    expect(lines.length).toBe(10);
    expect(lines.map(({ examples }) => Math.floor(examples / 100))).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(lines[4].since.targets.map(({ name }: { name: string }) => name)).toEqual(['a', 'b']);

    const events = withoutSeconds(join(folder, 'a'));
    expect(events.map(({ step }) => step)).toEqual(lines.map(({ examples }) => examples));
    for (const [at, { values }] of events.entries()) {
      expect(values['all/mae']).toBe(Math.fround(lines[at].mae));
      expect(values['since/mae']).toBe(Math.fround(lines[at].since.mae));
      expect(values['since/b/mae']).toBe(Math.fround(lines[at].since.targets[1].mae));
    }

    const outputs = ['--metrics', 'b.jsonl', '--tensorboard', 'b', '--metrics-interval', '100'];
    await cliJson([...FLAGS, ...outputs.slice(0, 4), '--examples', '333', '-o', 'run-b'], folder);
    // A process that was killed after its last checkpoint has left points that are made again.
    appendFileSync(join(folder, 'b.jsonl'), '{"trainOnline":"metrics","examples":400}\n');
    const [file] = readdirSync(join(folder, 'b'));
    appendFileSync(join(folder, 'b', file!), 'cut off');
    await cliJson(['--resume', 'run-b', '--examples', '700', ...outputs], folder);
    const resumed = await cliJson(['--resume', 'run-b', '--examples', '0', ...outputs], folder);
    expect(resumed.stateDigest).toBe(whole.stateDigest);
    expect(linesOf(folder, 'b.jsonl')).toEqual(lines);
    expect(withoutSeconds(join(folder, 'b'))).toEqual(events);
  });

  it('does not mix the events of two runs', async () => {
    const folder = tableFolder();
    const flags = [...FLAGS, '--tensorboard', 'events'];
    await cliJson([...flags, '-o', 'run-a'], folder);
    const { code, stderr } = await cli([...flags, '-o', 'run-b'], folder);
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringMatching(/another run.*--overwrite/) });
    await cliJson([...flags, '-o', 'run-b', '--overwrite'], folder);
    expect(readEvents(join(folder, 'events')).length).toBe(10);
  });
});
