import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CheckpointStore, digest, keepLast } from '../src/index.js';
import { NodeFileSystem } from '../src/node/index.js';
import { bitsOf } from './trees.js';

// A store as format version 1 writes it, its digests computed by Python from the format's description alone. It is never
// written again: if it does not load any more, what people have on their disks does not either.
const stateAt = (step: number) => ({
  weights: new Float32Array([1, -0, Number.NaN]),
  ids: new BigInt64Array([-1n]),
  step,
  memory: Uint16Array.from({ length: 1000 }, (_, index) => index * 31 + (index < 10 ? step : 0)),
  nested: {
    list: [1.5, 'ü\ud800', null, true, { empty: new Uint8Array() }],
    bent: [-0, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
    $array: 'a key like this',
  },
});

let folder = '';
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function copyOf(store: string): string {
  folder = mkdtempSync(join(tmpdir(), 'checkpoint-golden-'));
  cpSync(new URL(`golden/${store}`, import.meta.url), folder, { recursive: true });
  return folder;
}

describe('a store of format version 1', () => {
  beforeEach(() => copyOf('store-v1'));

  it('loads, bit by bit', async () => {
    const store = await CheckpointStore.open({ fileSystem: new NodeFileSystem(), folder, access: 'read' });
    for (const step of [1, 2]) {
      const { tree, manifest } = await store.load(step * 1000);
      expect(bitsOf(tree)).toEqual(bitsOf(stateAt(step)));
      expect(manifest).toMatchObject({ version: 1, sequence: step, savedAt: '2026-11-22T00:00:00.000Z' });
    }
    const { tree } = await store.load(2000, { only: ['weights', 'nested'] });
    expect(bitsOf(tree)).toEqual(bitsOf({ weights: stateAt(2).weights, nested: stateAt(2).nested }));
    expect((await store.load('best')).manifest.examples).toBe(2000);
    expect(await store.verify()).toMatchObject({ ok: true, whole: [2000, 1000], unreferenced: [] });
  });

  it('is continued', async () => {
    const fileSystem = new NodeFileSystem({ thread: 'main' });
    const store = await CheckpointStore.open({ fileSystem, folder, chunkBytes: 8192 });
    const info = await store.save(stateAt(2), { examples: 3000 }).durable;
    expect(info).toMatchObject({ version: 1, sequence: 3, stateDigest: digest(stateAt(2)), newBytes: 0 });
    expect(await store.verify()).toMatchObject({ ok: true, whole: [3000, 2000, 1000] });
    await store.prune({ retention: [keepLast(1)] });
    expect(bitsOf((await store.load()).tree)).toEqual(bitsOf(stateAt(2)));
    await store.close();
  });
});

it('format version 1 is written to this day in the same bytes', async () => {
  const golden = copyOf('store-v1');
  const fileSystem = new NodeFileSystem({ thread: 'main' });
  fileSystem.now = () => Date.UTC(2026, 10, 22);
  const again = join(golden, 'again');
  mkdirSync(again);
  cpSync(join(golden, 'RUN'), join(again, 'RUN'));
  const store = await CheckpointStore.open({ fileSystem, folder: again, chunkBytes: 8192 });
  for (const step of [1, 2]) {
    const summary = { loss: 1 / step, note: 'written by the tests' };
    await store.save(stateAt(step), { examples: step * 1000, metric: 1 / step, summary }).durable;
  }
  await store.close();
  for (const file of readdirSync(again, { recursive: true, encoding: 'utf8' })) {
    if (file === 'chunks') continue;
    expect(readFileSync(join(again, file)), file).toEqual(readFileSync(join(golden, file)));
  }
});
