import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseManifest } from '../src/folder/manifest.js';
import { CheckpointStore, digest, keepLast, MemoryFileSystem } from '../src/index.js';

const KiB = 1024;

/** Bytes of all chunks that a checkpoint needs, whatever else they hold. */
function chunkBytesOf(disk: MemoryFileSystem, examples: number): number {
  const { chunks } = parseManifest(disk.files().get(`/run/checkpoint_${examples}.json`)!);
  const files = Object.keys(chunks).map((name) => disk.files().get(`/run/chunks/${name}`)!.length);
  return files.reduce((sum, bytes) => sum + bytes, 0);
}

describe('chunks of which little is needed any more', () => {
  it('are left: a checkpoint takes at most four times its bytes, and half as much again is written as changed', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.boolean(),
        fc.array(fc.array(fc.nat(15), { minLength: 1, maxLength: 4 }), { minLength: 20, maxLength: 60 }),
        async (isTold, saves) => {
          const fileSystem = new MemoryFileSystem();
          const store = await CheckpointStore.open({ fileSystem, folder: '/run', retention: [keepLast(1)] });
          const rows = new Uint32Array((16 * 64 * KiB) / 4).map((_, at) => at);
          const tree = { rows };
          let changedBytes = rows.byteLength;
          let { newBytes: written } = await store.save(tree, { examples: 0 }).durable;
          for (const [index, pieces] of saves.entries()) {
            const changed = [...new Set(pieces)].map((piece): [number, number] => {
              rows[(piece * 64 * KiB) / 4] = 1_000_000_000 + 100 * index + piece;
              return [piece * 64 * KiB, piece * 64 * KiB + 4];
            });
            changedBytes += changed.length * 64 * KiB;
            const options = isTold ? { changed: { rows: changed } } : {};
            const saved = await store.save(tree, { examples: index + 1, ...options }).durable;
            written += saved.newBytes;
            expect(chunkBytesOf(fileSystem, index + 1)).toBeLessThanOrEqual(4 * rows.byteLength);
            expect(digest((await store.load()).tree)).toBe(digest(tree));
          }
          // A chunk is left when three quarters of it are not needed: the last quarter is a third of these.
          expect(written).toBeLessThanOrEqual(1.5 * changedBytes);
          expect(await store.verify()).toMatchObject({ ok: true, unreferenced: [] });
          await store.close();
        },
      ),
      { numRuns: 20 },
    );
  });

  it('are read once by verify, though each checkpoint needs other parts of them', async () => {
    const fileSystem = new MemoryFileSystem();
    const store = await CheckpointStore.open({ fileSystem, folder: '/run', retention: [keepLast(9)] });
    const rows = new Uint32Array((5 * 64 * KiB) / 4).map((_, at) => at);
    for (const examples of [0, 1, 2]) {
      rows[(examples * 64 * KiB) / 4] = 1_000_000_000;
      await store.save({ rows }, { examples }).durable;
    }
    const { ok, whole, chunkCount, chunkBytes } = await store.verify();
    expect({ ok, whole, chunkCount, chunkBytes }).toEqual({
      ok: true,
      whole: [2, 1, 0],
      chunkCount: 3,
      chunkBytes: 7 * 64 * KiB,
    });
    await store.close();
  });

  it('are read for what did not change, and if that cannot be read, the save fails and the next looks at everything', async () => {
    const fileSystem = new MemoryFileSystem();
    const store = await CheckpointStore.open({ fileSystem, folder: '/run', retention: [keepLast(1)] });
    const rows = new Uint32Array((5 * 64 * KiB) / 4).map((_, at) => at);
    const save = (examples: number) => {
      const from = (examples % 5) * 64 * KiB;
      rows[from / 4] = 1_000_000_000 + examples;
      return store.save({ rows }, { examples, changed: { rows: [[from, from + 4]] } }).durable;
    };
    await save(0);
    const [first] = [...fileSystem.files().keys()].filter((path) => path.includes('/chunks/'));
    for (const examples of [1, 2, 3]) expect((await save(examples)).newBytes).toBe(64 * KiB);
    // Of the first chunk only the first of five pieces is needed after this one, and it has rotted.
    fileSystem.files().get(first!)![10]! ^= 1;
    await expect(save(4)).rejects.toThrow(/chunk [0-9a-f]{64} was changed/);
    await store.list();
    expect(() => store.save({ rows }, { examples: 5 })).toThrow(/was changed/);
    expect((await save(6)).newBytes).toBe(3 * 64 * KiB);
    expect(digest((await store.load()).tree)).toBe(digest({ rows }));
    expect(await store.verify()).toMatchObject({ ok: true, whole: [6] });
    await store.close();
  });
});
