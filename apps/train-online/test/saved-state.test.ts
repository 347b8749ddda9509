import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cliJson, type Report, scratch } from './cli.js';
import { madeRows, toCsv } from './generated-table.js';

/** What a report says of the state, less what it says of the time and the place. */
function figuresOf({ config: _, seconds, cpuSeconds, examplesPerSecond, ...report }: Report): unknown {
  const { trainedExamplesPerCpuSecond, checkpoint, ...figures } = report;
  return figures;
}

const TABLE = ['--data', 'rows.csv', '--target', 'amount', '--exclude', 'half', '--hidden', '8'];

function tableFolder(rows: number): string {
  const folder = scratch();
  writeFileSync(join(folder, 'rows.csv'), toCsv(madeRows(rows), ['x', 'y', 'colour', 'amount', 'half']));
  return folder;
}

describe('what is reported', () => {
  it('is what is saved: rows of a batch that is not full are in the state, and are not learned for the report', async () => {
    const folder = scratch();
    const run = ['--examples', '1010', '--checkpoint-interval', '500', '--examples-per-level', '300'];
    const report = await cliJson([...run, '-o', 'run'], folder);
    const saved = await cliJson(['inspect', 'run'], folder);
    expect(figuresOf(saved)).toMatchObject({ ...(figuresOf(report) as object) });
    const again = await cliJson(['--resume', 'run', '--examples', '1010'], folder);
    expect(figuresOf(again)).toEqual(figuresOf(report));
  });

  it.each([0, 40])('is the same whatever the interval, with a label delay of %i', async (delay) => {
    const folder = tableFolder(400);
    const run = [...TABLE, '--label-delay', String(delay)];
    const reports = [];
    // The stream ends where an interval does.
    for (const interval of ['400', '7'])
      reports.push(
        await cliJson([...run, '--checkpoint-interval', interval, '-o', `run-${interval}`], folder),
      );
    const [first, ...others] = reports.map(figuresOf);
    for (const other of others) expect(other).toEqual(first);
    expect(reports[0]!.metrics['rows']).toBe(400);
    const saved = await cliJson(['inspect', 'run-400'], folder);
    expect(figuresOf(saved)).toMatchObject({ ...(figuresOf(reports[0]!) as object) });
  });

  it('is loaded again with 40,000 rows that wait for their labels', async () => {
    const folder = scratch();
    const rows = Array.from({ length: 40_000 }, (_, at) => `${at % 97},${(2 * at) % 97}\n`).join('');
    writeFileSync(join(folder, 'delayed.csv'), `x,y\n${rows}`);
    const run = ['--data', 'delayed.csv', '--target', 'y', '--label-delay', '40000', '--keep', '1'];
    const fast = [
      '--hidden',
      '4',
      '--replay-ratio',
      '0.5',
      '--updates-per-batch',
      '1',
      '--on-drift',
      'ignore',
    ];
    const stop = ['--examples', '39000', '--checkpoint-interval', '39000'];
    await cliJson([...run, ...fast, ...stop, '-o', 'run'], folder);
    expect(await cliJson(['checkpoints', 'verify', 'run'], folder)).toMatchObject({ ok: true });
    const resumed = await cliJson(['--resume', 'run', '--examples', '0'], folder);
    const whole = await cliJson([...run, ...fast, '--checkpoint-interval', '40000', '-o', 'whole'], folder);
    expect(resumed.stateDigest).toBe(whole.stateDigest);
    expect(readdirSync(join(folder, 'whole'))).toContain('checkpoint_40000.json');
    expect(whole.metrics['rows']).toBe(40_000);
  });
});
