import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

const BIN = fileURLToPath(new URL('../bin/run.js', import.meta.url));

/** JSON of which a test looks at some. */
type Json = { readonly [name: string]: unknown } & {
  readonly digest: string;
  readonly version: number;
  readonly sequence: number;
};

/** A server that the command has started. */
export type Served = {
  readonly url: string;
  readonly stderr: () => string;
  /** Sends a signal, and waits until the process is gone. Returns its exit code; null if the signal has killed it. */
  end(signal: NodeJS.Signals): Promise<number | null>;
  /** Asks, and returns the status and what is answered as JSON. */
  ask(
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<{ status: number; json: Json }>;
};

/** Starts `train-online serve` in `cwd` at a free port, and waits until it answers. */
export async function serve(args: readonly string[], cwd: string): Promise<Served> {
  const env = { ...process.env, NO_COLOR: '1' };
  const child = spawn(process.execPath, [BIN, 'serve', '--port', '0', ...args], {
    cwd,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stderr = '';
  const gone = new Promise<number | null>((resolve) => child.once('close', (code) => resolve(code)));
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  const url = await new Promise<string>((resolve, reject) => {
    child.stderr.on('data', (chunk) => {
      stderr += chunk;
      const found = / at (http:\S+), /.exec(stderr)?.[1];
      if (found !== undefined) resolve(found);
    });
    gone.then((code) => reject(new Error(`exit ${code}: ${stderr}`)));
  });
  return {
    url,
    stderr: () => stderr,
    end: (signal) => {
      child.kill(signal);
      return gone;
    },
    ask: async (path, body, headers = {}) => {
      const response = await fetch(url + path, {
        headers,
        ...(body === undefined
          ? {}
          : { method: 'POST', body: typeof body === 'string' ? body : JSON.stringify(body) }),
      });
      const text = await response.text();
      return {
        status: response.status,
        json: text.startsWith('{') || text.startsWith('[') ? JSON.parse(text) : text,
      };
    },
  };
}
