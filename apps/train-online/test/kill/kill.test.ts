import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Random } from '@graph/core';
import { expect, it } from 'vitest';
import { type CliResult, cliJson, type Report, scratch } from '../cli.js';

const BIN = fileURLToPath(new URL('../../bin/run.js', import.meta.url));

// By hand: GRAPH_KILLS=300 GRAPH_KILL_SEED=1 pnpm test kill
const kills = Number(process.env['GRAPH_KILLS'] ?? 4);
const seed = Number(process.env['GRAPH_KILL_SEED'] ?? 1);

const RUN = ['--checkpoint-interval', '50', '--keep', '2', '--replay-capacity', '2000', '--examples', '4000'];

/** Starts the real command and kills it with SIGKILL after a time, if it has not ended by then. */
function killedAfter(
  args: readonly string[],
  cwd: string,
  delayMs: number,
): Promise<CliResult & { killed: boolean }> {
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, [BIN, ...args, '--json'], {
      cwd,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
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

it(`comes to the same state after ${kills} times kill -9 at random moments`, async () => {
  const folder = scratch();
  const started = performance.now();
  const whole = await cliJson([...RUN, '-o', 'whole'], folder);
  const wholeMs = performance.now() - started;
  const random = Random.fromSeed(seed, 'kill');
  let [killed, finished, begun] = [0, 0, 0];
  while (killed < kills || finished === 0) {
    rmSync(join(folder, 'run'), { recursive: true, force: true });
    let args = [...RUN, '-o', 'run'];
    for (;;) {
      // No more than asked for: the last run is left to end.
      const delayMs = killed < kills ? random.float() * wholeMs : 600_000;
      const result = await killedAfter(args, folder, delayMs);
      if (result.killed) {
        killed += 1;
        args = ['--resume', 'run', '--examples', '4000'];
        continue;
      }
      if (result.code === 2 && /holds no checkpoint|is not there/.test(result.stderr)) {
        // Killed before the first checkpoint: there is nothing to go on from.
        begun += 1;
        args = [...RUN, '-o', 'run', '--overwrite'];
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
    `${killed} kills, ${begun} before a first checkpoint, ${finished} runs, each with the same digest`,
  );
}, 3_600_000);
