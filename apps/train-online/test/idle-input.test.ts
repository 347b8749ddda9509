import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { cli, cliJson, scratch } from './cli.js';

const BIN = fileURLToPath(new URL('../bin/run.js', import.meta.url));
const FAST = ['--target', 'y', '--hidden', '4', '--replay-ratio', '0.5', '--updates-per-batch', '1'];

const rowsOf = (count: number, from = 0): string =>
  Array.from({ length: count }, (_, at) => `${(from + at) % 97},${(2 * (from + at)) % 97}\n`).join('');

/** A command whose standard input stays open. */
class OpenCommand {
  readonly child: ChildProcessWithoutNullStreams;
  stderr = '';
  stdout = '';
  readonly ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;

  constructor(args: readonly string[], cwd: string) {
    this.child = spawn(process.execPath, [BIN, ...args], { cwd });
    this.child.stdin.on('error', () => undefined);
    this.child.stderr.on('data', (chunk) => {
      this.stderr += chunk;
    });
    this.child.stdout.on('data', (chunk) => {
      this.stdout += chunk;
    });
    this.ended = new Promise((done) => {
      this.child.on('close', (code, signal) => done({ code, signal }));
    });
    onTestFinished(() => {
      this.child.kill('SIGKILL');
    });
  }

  /** Waits until standard error has what is wanted. */
  async says(wanted: RegExp): Promise<void> {
    while (!wanted.test(this.stderr)) {
      if (this.child.exitCode !== null) throw new Error(`it ended, and said only: ${this.stderr}`);
      await new Promise((done) => setTimeout(done, 20));
    }
  }

  /** Sends a signal; returns how it ended and how long that took. */
  async stop(signal: NodeJS.Signals): Promise<{ code: number | null; seconds: number }> {
    const started = performance.now();
    this.child.kill(signal);
    const { code } = await this.ended;
    return { code, seconds: (performance.now() - started) / 1000 };
  }
}

describe('standard input on which nothing comes', () => {
  it.each([
    ['SIGHUP', 129],
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('is left at once after %s, with %i and every row saved', async (signal, code) => {
    const folder = scratch();
    const command = new OpenCommand(['--data', '-', ...FAST, '-o', 'run'], folder);
    command.child.stdin.write(`x,y\n${rowsOf(800)}`);
    await command.says(/waiting for rows; 800 so far/);
    const stopped = await command.stop(signal);
    expect(stopped.code).toBe(code);
    // A second is what is wanted; a machine that does much else takes longer.
    expect(stopped.seconds).toBeLessThan(5);
    expect(command.stdout).toMatch(
      /Resume with: … \| train-online --resume run --data - --continue\n {2}\(with the rows that come next;/,
    );
    expect((await cliJson(['inspect', 'run'], folder)).examples).toBe(800);
  });

  it('is left before the first row, when nothing is there to save', async () => {
    const folder = scratch();
    const command = new OpenCommand(['--data', '-', ...FAST, '-o', 'run'], folder);
    command.child.stdin.write(`x,y\n${rowsOf(20)}`);
    await command.says(/waiting for rows; 0 so far/);
    expect((await command.stop('SIGINT')).code).toBe(130);
    expect(command.stderr).toMatch(/nothing was written/);
  });

  it('is learned from the first rows on with --infer-rows, and resumed with the rows that come next', async () => {
    const folder = scratch();
    const columns = ['--infer-rows', '50'];
    const command = new OpenCommand(['--data', '-', ...FAST, ...columns, '-o', 'run'], folder);
    // What identifies a stream is its first 4096 bytes.
    command.child.stdin.write(`x,y\n${rowsOf(900)}`);
    await command.says(/waiting for rows; 900 so far/);
    await command.stop('SIGINT');
    const next = await cliJson(['--resume', 'run', '--data', '-', '--continue'], folder, {
      input: `x,y\n${rowsOf(300, 900)}`,
    });
    expect(next.examples).toBe(1200);
    const whole = await cliJson(['--data', '-', ...FAST, ...columns, '-o', 'whole'], folder, {
      input: `x,y\n${rowsOf(1200)}`,
    });
    const { drifts: _, ...figures } = whole.metrics;
    expect(next.metrics).toMatchObject(figures);
    expect(next.trainedExamples).toBe(whole.trainedExamples);
  });

  it('cannot be continued by rows without their header, and nothing is saved then', async () => {
    const folder = scratch();
    const before = await cliJson(['--data', '-', ...FAST, '-o', 'run'], folder, {
      input: `x,y\n${rowsOf(900)}`,
    });
    const { code, stderr } = await cli(['--resume', 'run', '--data', '-', '--continue'], folder, {
      input: rowsOf(300, 900),
    });
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: expect.stringMatching(/no column "y", the target;.*write the header above it: "x", "y"/),
    });
    expect((await cliJson(['inspect', 'run'], folder)).stateDigest).toBe(before.stateDigest);
  });
});
