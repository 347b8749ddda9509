import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type CurriculumBench, runCurriculum } from '../dist/benching/run-curriculum.js';
import { UsageError } from '../dist/settings/usage-error.js';
import { cli, cliJson } from './cli.js';

const folder = mkdtempSync(join(tmpdir(), 'bench-curriculum-'));
afterAll(() => rmSync(folder, { recursive: true }));

const notes: string[] = [];
const bench = (given: Partial<CurriculumBench> = {}): CurriculumBench => ({
  policies: 'unlearned, all-shuffled',
  seeds: 1,
  examples: 64,
  format: 'markdown',
  output: undefined,
  note: (line) => notes.push(line),
  ...given,
});

describe('bench curriculum', () => {
  it('prints a row for each policy, and a line for each run', async () => {
    const { rows, text } = await runCurriculum(bench({ seeds: 2 }));
    expect(rows.map(({ policy, seeds, levels }) => [policy, seeds, levels.length])).toEqual([
      ['unlearned', 2, 7],
      ['all-shuffled', 2, 7],
    ]);
    expect(text).toMatch(/^Held-out R² after 64 examples\n\n\| policy \| seeds \| average \| level 1 /);
    expect(text).toMatch(/^\| all-shuffled \| 2 \| -?\d\.\d{4} ± \d\.\d{4} \|/m);
    expect(notes.length).toBe(4);
    expect(notes[1]).toMatch(/^2\/4 unlearned seed 2: -?\d\.\d{4} \(\d+\.\d s\)$/);
  });

  it('writes it to a file, also as JSON', async () => {
    const output = join(folder, 'table.json');
    const { rows, text } = await runCurriculum(bench({ policies: 'last', format: 'json', output }));
    expect(text).toBe('');
    expect(JSON.parse(readFileSync(output, 'utf8'))).toEqual({ schemaVersion: 1, examples: 64, rows });
  });

  it.each([
    [{ policies: 'unlearnt' }, /--policy unlearnt is none of .* Did you mean unlearned\?/],
    [{ levels: 'a.csv' }, /--levels FILES and --target COLUMN/],
    [{ levels: '/nowhere.csv', target: 'y' }, /nowhere\.csv cannot be read/],
    [{ policies: 'last', output: '.' }, /--output \. cannot be written: /],
  ])('asked for %j says what is wrong', async (given, message) => {
    const error: unknown = await runCurriculum(bench({ examples: 1, ...given })).catch((thrown) => thrown);
    expect(UsageError.is(error)).toBe(true);
    expect((error as Error).message).toMatch(message);
  });

  it('learns levels of your own', async () => {
    const files = ['easy', 'hard'].map((name, at) => {
      const rows = Array.from({ length: 60 }, (_, row) => `${row / 7},${(row * (at + 1)) / 9}`);
      writeFileSync(join(folder, `${name}.csv`), `x,y\n${rows.join('\n')}\n`);
      return join(folder, `${name}.csv`);
    });
    const given = { levels: files.join(','), target: 'y', policies: 'even' };
    const { rows } = await runCurriculum(bench(given));
    expect(rows.map(({ levels, examples }) => [levels.length, examples])).toEqual([[2, [32, 32]]]);
  });

  it('learns what a run learns', async () => {
    const { rows } = await runCurriculum(bench({ policies: 'unlearned', examples: 600 }));
    const report = await cliJson(['--examples', '600', '--seed', '1'], folder);
    expect(rows[0]!.levels.map(({ mean }) => mean)).toEqual(report.levels.map(({ heldOut }) => heldOut.r2));
  });

  it('is a verb', async () => {
    const flags = ['--policy', 'last', '--seeds', '1', '--examples', '16', '--format', 'json'];
    const { code, stdout, stderr } = await cli(['bench', 'curriculum', ...flags], folder);
    expect(code, stderr).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ schemaVersion: 1, rows: [{ policy: 'last', seeds: 1 }] });
  });
});
