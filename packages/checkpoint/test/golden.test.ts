import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CheckpointStore, digest } from '../src/index.js';
import { NodeFileSystem } from '../src/node/index.js';
import { bitsOf } from './trees.js';

// Stores as each released format version wrote them. They are never written again: if one does not load any more, what
// people have on their disks does not either.
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
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'checkpoint-golden-'));
  cpSync(new URL('golden/store-v1', import.meta.url), folder, { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('a store of format version 1', () => {
  it('loads, bit by bit', async () => {
    const store = await CheckpointStore.open({ fileSystem: new NodeFileSystem(), folder, access: 'read' });
    for (const step of [1, 2]) {
      const { tree, manifest } = await store.load(step * 1000);
      expect(bitsOf(tree)).toEqual(bitsOf(stateAt(step)));
      expect(manifest).toMatchObject({ version: 1, sequence: step, savedAt: '2026-11-22T00:00:00.000Z' });
    }
    expect((await store.load('best')).manifest.examples).toBe(2000);
    expect(await store.verify()).toMatchObject({ ok: true, whole: [2000, 1000], unreferenced: [] });
  });

  it('is gone on with', async () => {
    const options = { fileSystem: new NodeFileSystem({ thread: 'main' }), folder, chunkBytes: 1024 };
    const store = await CheckpointStore.open(options);
    const info = await store.save(stateAt(2), { examples: 3000 }).durable;
    expect(info).toMatchObject({ sequence: 3, newBytes: 0, stateDigest: digest(stateAt(2)) });
    await store.close();
  });

  it('is written to this day in the same bytes', async () => {
    const fileSystem = new NodeFileSystem({ thread: 'main' });
    fileSystem.now = () => Date.UTC(2026, 10, 22);
    const other = join(folder, 'again');
    const store = await CheckpointStore.open({ fileSystem, folder: other, chunkBytes: 1024 });
    await store.save(stateAt(1), { examples: 1000, metric: 0.5, summary: { loss: 0.5, note: 'the first' } })
      .durable;
    await store.close();
    const golden = readFileSync(join(folder, 'checkpoint_1000.json'), 'utf8');
    expect(readFileSync(join(other, 'checkpoint_1000.json'), 'utf8')).toBe(golden);
  });
});
