import { spawn } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { Random } from '@graph/core';
import { expect, it } from 'vitest';
import { type CliResult, cliJson, type Report, scratch } from '../cli.js';
import { madeRows, toCsv } from '../generated-table.js';

const BIN = fileURLToPath(new URL('../../bin/run.js', import.meta.url));

// By hand: GRAPH_KILLS=300 GRAPH_KILL_SEED=1 pnpm test kill
const kills = Number(process.env['GRAPH_KILLS'] ?? 4);
const seed = Number(process.env['GRAPH_KILL_SEED'] ?? 1);

const SAVES = ['--checkpoint-interval', '50', '--keep', '2', '--replay-capacity', '2000'];
const TABLE = [...SAVES, '--target', 'amount', '--exclude', 'half', '--hidden', '8', '--label-delay', '300'];

/** What is learned: flags of the run, those that resume it, and what comes on standard input. */
type Learned = { readonly run: string[]; readonly resume: string[]; readonly input?: string };

/** Makes each in a folder. */
const learned: Readonly<Record<string, (folder: string) => Learned>> = {
  'the curriculum': () => ({ run: [...SAVES, '--examples', '4000'], resume: ['--examples', '4000'] }),
  'a gzipped table with a label delay': (folder) => {
    writeFileSync(join(folder, 'rows.csv.gz'), gzipSync(rows()));
    return { run: ['--data', 'rows.csv.gz', ...TABLE], resume: [] };
  },
  'standard input with a label delay': () => ({
    run: ['--data', '-', ...TABLE],
    resume: ['--data', '-'],
    input: rows(),
  }),
};

const rows = (): string => toCsv(madeRows(1500), ['x', 'y', 'colour', 'amount', 'half']);

/** Starts the real command and kills it with SIGKILL after a time, if it has not ended by then. */
function killedAfter(
  args: readonly string[],
  cwd: string,
  delayMs: number,
  input = '',
): Promise<CliResult & { killed: boolean }> {
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, [BIN, ...args, '--json'], {
      cwd,
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (chunk) => {
      stdout += chunk;
    });
    child.stderr.on('data', (chunk) => {
      stderr += chunk;
    });
    const timer = setTimeout(() => child.kill('SIGKILL'), delayMs);
    child.on('error', fail);
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      done({ code, stdout, stderr, killed: signal === 'SIGKILL' });
    });
  });
}

it.each(Object.keys(learned))(
  `comes to the same state after ${kills} times kill -9 at random moments: %s`,
  async (name) => {
    const folder = scratch();
    const { run, resume, input } = learned[name]!(folder);
    const started = performance.now();
    const whole = await cliJson([...run, '-o', 'whole'], folder, { input });
    const wholeMs = performance.now() - started;
    const random = Random.fromSeed(seed, 'kill');
    let [killed, finished, begun] = [0, 0, 0];
    while (killed < kills || finished === 0) {
      rmSync(join(folder, 'run'), { recursive: true, force: true });
      let args = [...run, '-o', 'run'];
      for (;;) {
        // No more than asked for: the last run is left to end.
        const delayMs = killed < kills ? random.float() * wholeMs : 600_000;
        const result = await killedAfter(args, folder, delayMs, input);
        if (result.killed) {
          killed += 1;
          args = ['--resume', 'run', ...resume];
          continue;
        }
        if (result.code === 2 && /holds no checkpoint|is not there/.test(result.stderr)) {
          // Killed before the first checkpoint: there is nothing to go on from.
          begun += 1;
          args = [...run, '-o', 'run', '--overwrite'];
          continue;
        }
        expect(result.code, result.stderr).toBe(0);
        expect(result.stderr).not.toMatch(/cannot be used/);
        expect((JSON.parse(result.stdout) as Report).stateDigest).toBe(whole.stateDigest);
        finished += 1;
        break;
      }
    }
    console.log(
      `${name}: ${killed} kills, ${begun} before a first checkpoint, ${finished} runs, each with the same digest`,
    );
  },
  3_600_000,
);
