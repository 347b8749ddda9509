import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { chromium } from './hosts/chromium.ts';
import { bun, deno, node } from './hosts/command-line.ts';
import type { Answer, Host } from './hosts/host.ts';
import { workerThread } from './hosts/worker-thread.ts';
import { workerd } from './hosts/workerd.ts';

const folders: string[] = [];

async function runIn(host: Host): Promise<Answer> {
  const folder = mkdtempSync(join(tmpdir(), 'graph-runtimes-'));
  folders.push(folder);
  return await host.run(folder);
}

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

const DIGEST: unknown = expect.stringMatching(/^[0-9a-f]{64}$/);

/** What every runtime is compared with. */
const inNode = await runIn(node);

const others = [workerThread, chromium("'self' 'wasm-unsafe-eval'"), bun, deno, workerd('service')];

for (const { missing } of others) if (missing !== undefined) console.warn(`skipped: ${missing}`);

describe('20,000 examples give the same parameters, states and predictions to the bit', () => {
  it('in Node, with either kernel of the memory', () => {
    expect(inNode).toEqual({
      webassembly: DIGEST,
      javascript: 'webassembly' in inNode ? inNode.webassembly : DIGEST,
      objects: DIGEST,
      evaluates: true,
      compiles: true,
    });
  });

  for (const host of others)
    it.skipIf(host.missing !== undefined)(`in ${titleOf(host)}`, async () => {
      const { evaluates, compiles } = host;
      expect(await runIn(host)).toEqual({ ...inNode, evaluates, compiles });
    });
});

describe('where the kernels cannot be compiled, the learner says so and what to do', () => {
  for (const host of [chromium("'self'"), workerd('service-without-kernels')])
    it.skipIf(host.missing !== undefined)(`in ${titleOf(host)}`, async () => {
      expect(await runIn(host)).toEqual({
        failure: {
          name: 'LearnerError',
          code: 'UNSUPPORTED',
          message: expect.stringMatching(/forbids to compile WebAssembly from bytes: import the kernels/),
        },
      });
    });
});

function titleOf({ name, missing }: Host): string {
  return missing === undefined ? name : `${name} (skipped: ${missing})`;
}
