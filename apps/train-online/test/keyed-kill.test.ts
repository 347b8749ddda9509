import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { cli, cliJson, scratch } from './cli.js';
import { bankDigests, bankOf, digestsOf, KEYED, type KeyedReport, writeTable } from './keyed-table.js';

const KILLS = Math.min(Number(process.env['GRAPH_KILLS'] ?? 2), 20);
const SERVER = process.env['GRAPH_POSTGRES'];
const BIN = fileURLToPath(new URL('../bin/run.js', import.meta.url));
const ROWS = 1500;
const KEYS = 25;

/** Runs the command and kills it some time after it has said a text. @returns whether it was killed before it ended. */
function runAndKill(args: readonly string[], cwd: string, text: string, afterMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [BIN, ...args], { cwd, stdio: ['ignore', 'ignore', 'pipe'] });
    let stderr = '';
    child.stderr.on('data', (chunk) => {
      const had = stderr.includes(text);
      stderr += chunk;
      if (!had && stderr.includes(text)) setTimeout(() => child.kill('SIGKILL'), afterMs);
    });
    child.once('close', (code) => resolve(code === null));
  });
}

it(`ends as if nothing had happened after ${KILLS} × kill -9, and has learned from no event twice`, {
  timeout: 300_000 + KILLS * 30_000,
}, async () => {
  const folder = scratch();
  const args = ['keyed', '--data', 'events.csv', ...KEYED, '--batch', '10'];
  let killed = 0;
  for (let kill = 0; kill < KILLS; kill += 1) {
    // There is always something left to do.
    writeTable(folder, Math.ceil((ROWS * (kill + 1)) / (KILLS + 1)), KEYS);
    if (await runAndKill(args, folder, 'of them new in the log', (kill * 131) % 400)) killed += 1;
  }
  expect(killed).toBeGreaterThan(0);
  writeTable(folder, ROWS, KEYS);
  const report = (await cliJson(args, folder)) as unknown as KeyedReport;
  expect(report.keys.reduce((sum, { rows }) => sum + rows, 0)).toBe(ROWS);
  expect(digestsOf(report)).toEqual(bankDigests(await bankOf(folder), ROWS, KEYS));
});

describe.skipIf(SERVER === undefined)(
  SERVER === undefined ? 'two workers: set GRAPH_POSTGRES to the URL of a database' : 'two workers',
  () => {
    it('share the work of a server, one is killed, and every digest is as if nothing had happened', {
      timeout: 300_000,
    }, async () => {
      const folder = scratch();
      writeTable(folder, ROWS, KEYS);
      const store = ['--store', SERVER!, '--group', `kill-${process.pid}-${performance.now()}`];
      const produced = await cliJson(
        ['keyed', 'produce', '--data', 'events.csv', ...KEYED, '--partitions', '6', ...store],
        folder,
      );
      expect(produced).toMatchObject({ rows: ROWS, added: ROWS });
      const worker = ['keyed', 'worker', '--until-empty', '--lease', '1s', '--batch', '10', ...store];
      const [wasKilled, other] = await Promise.all([
        runAndKill(worker, folder, 'working for the group', 400),
        cli(worker, folder),
      ]);
      expect(wasKilled).toBe(true);
      expect(other).toMatchObject({ code: 0 });
      const args = ['keyed', '--data', 'events.csv', ...KEYED, ...store];
      const report = (await cliJson(args, folder)) as unknown as KeyedReport;
      expect(report).toMatchObject({ added: 0, setAside: 0 });
      expect(digestsOf(report)).toEqual(bankDigests(await bankOf(folder, store), ROWS, KEYS));
    });
  },
);
