import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import type { TrainingReport } from '../dist/report/training-report.js';

const BIN = fileURLToPath(new URL('../bin/run.js', import.meta.url));

/** What a call of the command left behind. */
export type CliResult = { readonly code: number | null; readonly stdout: string; readonly stderr: string };

/** Runs the real command in `cwd`; `interrupt` may send it signals as its standard error grows. */
export function cli(
  args: readonly string[],
  cwd: string,
  options: {
    readonly input?: string | Uint8Array;
    readonly onStderr?: (text: string, kill: (signal: NodeJS.Signals) => void) => void;
    readonly env?: Record<string, string>;
  } = {},
): Promise<CliResult> {
  return new Promise((done, fail) => {
    const env = { ...process.env, NO_COLOR: '1', ...options.env };
    for (const name of Object.keys(env))
      if (name.startsWith('TRAIN_ONLINE_') && !options.env?.[name]) delete env[name as never];
    delete (env as Record<string, string>)['npm_lifecycle_event'];
    const child = spawn(process.execPath, [BIN, ...args], { cwd, env, stdio: ['pipe', 'pipe', 'pipe'] });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk) => {
      stdout += chunk;
    });
    child.stderr.on('data', (chunk) => {
      stderr += chunk;
      options.onStderr?.(stderr, (signal) => child.kill(signal));
    });
    child.on('error', fail);
    child.on('close', (code, signal) => done({ code: signal === null ? code : null, stdout, stderr }));
    child.stdin.on('error', () => undefined);
    child.stdin.end(options.input ?? '');
  });
}

/** The report with all of its parts, for tests that know which of them are there. */
export type Report = Required<TrainingReport>;

/** Runs the command with `--json` and parses what it prints; fails with its standard error if it does not exit 0. */
export async function cliJson(args: readonly string[], cwd: string, options = {}): Promise<Report> {
  const { code, stdout, stderr } = await cli([...args, '--json'], cwd, options);
  if (code !== 0) throw new Error(`exit ${code}: ${stderr}`);
  return JSON.parse(stdout) as Report;
}

/** Makes an empty folder that goes away with the test. */
export function scratch(): string {
  const folder = mkdtempSync(join(tmpdir(), 'train-online-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

const DATA = resolve(
  process.env['GRAPH_DATA_DIR'] ?? fileURLToPath(new URL('../../../../shared/data', import.meta.url)),
);

/** A file of real data, or undefined where the folder is not there: set GRAPH_DATA_DIR. */
export function dataFile(name: string): string | undefined {
  const file = join(DATA, name);
  return existsSync(file) ? file : undefined;
}
