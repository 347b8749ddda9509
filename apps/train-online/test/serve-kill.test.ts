import { expect, it } from 'vitest';
import { cliJson, scratch } from './cli.js';
import { serve } from './serving.js';

const KILLS = Number(process.env['GRAPH_KILLS'] ?? 6);
const CLIENTS = 8;

const features = (at: number) => ({ amount: (at * 37) % 101, country: ['DE', 'NO', 'FR'][at % 3] });
const label = (at: number): boolean => (at * 37) % 101 > 60;

it(`keeps every label that it acknowledged through ${KILLS} × kill -9 under load, and learns none twice`, {
  timeout: 60_000 + KILLS * 10_000,
}, async () => {
  const folder = scratch();
  const args = ['--target', 'fraud', '--hidden', '4', '--batch-size', '4', '--checkpoint-interval', '150'];
  const told = new Set<number>();
  let next = 0;
  for (let kill = 0; kill < KILLS; kill += 1) {
    const served = await serve(args, folder);
    let isOver = false;
    const client = async (): Promise<void> => {
      while (!isOver) {
        const at = next;
        next += 1;
        const id = `id-${at}`;
        if (at % 3 === 0) {
          const { status } = await served.ask('/v1/learn', { id, features: features(at), label: label(at) });
          if (status === 200) told.add(at);
        } else {
          await served.ask('/v1/predict', { id, features: features(at) });
          const { status } = await served.ask('/v1/learn', { id, label: label(at) });
          if (status === 200) told.add(at);
        }
      }
    };
    // A connection that breaks is a request that was not answered.
    const clients = Array.from({ length: CLIENTS }, () => client().catch(() => undefined));
    // However slow the machine is, something was acknowledged; then it dies at a moment that nobody chose.
    const before = told.size;
    while (told.size < before + 15) await new Promise((resolve) => setTimeout(resolve, 5));
    await new Promise((resolve) => setTimeout(resolve, (kill * 131) % 300));
    expect(await served.end('SIGKILL')).toBeNull();
    isOver = true;
    await Promise.all(clients);
  }
  const served = await serve(args, folder);
  const { json: before } = await served.ask('/v1/model');
  expect(told.size).toBeGreaterThan(KILLS * 10);
  // The same label again is a duplicate for each that was acknowledged, or it is lost.
  const lines = [...told].map((at) => JSON.stringify({ id: `id-${at}`, label: label(at) })).join('\n');
  const response = await fetch(`${served.url}/v1/batch`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-ndjson' },
    body: lines,
  });
  const answers = (await response.text()).trim().split('\n');
  expect(answers).toHaveLength(told.size);
  expect(answers.filter((answer) => JSON.parse(answer).status !== 'duplicate')).toEqual([]);
  const { json: after } = await served.ask('/v1/model');
  expect(after.digest).toBe(before.digest);
  // None twice: the rows that were learned from are as many as the ids.
  expect(after.version).toBeGreaterThanOrEqual(told.size);
  expect(after.version).toBeLessThanOrEqual(next);
  expect(await served.end('SIGTERM')).toBe(0);
  const replayed = await cliJson(['replay', 'checkpoints/serve'], folder);
  expect(replayed).toMatchObject({ digest: after.digest, rows: after.version });
});
