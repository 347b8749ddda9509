import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CheckpointError, CheckpointStore, compareTrees, digest, MemoryFileSystem } from '../src/index.js';
import { FaultyDisk } from './faults/faulty-disk.js';

const MiB = 1024 * 1024;

const open = (fileSystem = new MemoryFileSystem()): Promise<CheckpointStore> =>
  CheckpointStore.open({ fileSystem, folder: '/run' });

describe('a save that is told what changed', () => {
  it('holds the state as it is, however it changed and grew, with the digest of all of it', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.record({
            // From 8 MiB on the pieces of an array are larger.
            length: fc.oneof(
              fc.integer({ min: 1, max: 5 * MiB }),
              fc.integer({ min: 7 * MiB, max: 9 * MiB }),
            ),
            writes: fc.array(
              fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.integer({ min: 1, max: 5000 })),
              { maxLength: 4 },
            ),
            isTold: fc.boolean(),
            waits: fc.boolean(),
          }),
          { minLength: 2, maxLength: 6 },
        ),
        async (steps) => {
          const store = await open();
          const rows = new Uint8Array(9 * MiB);
          let value = 0;
          let known = 0;
          for (const [at, { length, writes, isTold, waits }] of steps.entries()) {
            // What lies beyond the old end is new; what lies beyond the new end may change unseen.
            const changed: [number, number][] = known < length ? [[known, length]] : [];
            for (const [where, count] of writes) {
              const from = Math.floor(where * (length - 1));
              const to = Math.min(from + count, length);
              value = (value + 1) % 255;
              rows.fill(value + 1, from, to);
              changed.push([from, to]);
            }
            known = length;
            const tree = { memory: { rows: rows.subarray(0, length) }, step: at };
            const expected = digest(tree);
            const saved = store.save(tree, {
              examples: at,
              ...(isTold ? { changed: { 'memory.rows': changed } } : {}),
            });
            if (!waits && at < steps.length - 1) continue;
            expect((await saved.durable).stateDigest).toBe(expected);
            expect(digest((await store.load()).tree)).toBe(expected);
          }
          await store.close();
        },
      ),
      { numRuns: 40 },
    );
  });

  it('neither copies, hashes nor writes what did not change', async () => {
    const store = await open();
    const rows = new Uint8Array(8 * MiB).map((_, at) => at >> 12);
    const tree = { rows };
    await store.save(tree, { examples: 1 }).durable;
    // A change that it is not told of does not reach the checkpoint: so it was not looked at.
    rows[5 * MiB] = 99;
    rows[2 * MiB] = 98;
    const { newBytes } = await store.save(tree, {
      examples: 2,
      changed: { rows: [[2 * MiB, 2 * MiB + 1]] },
    }).durable;
    expect(newBytes).toBe(64 * 1024);
    const { rows: saved } = (await store.load()).tree as { rows: Uint8Array };
    expect([saved[2 * MiB], saved[5 * MiB]]).toEqual([98, (5 * 256) % 256]);
  });

  it('looks at everything again after a save that was displaced, and after clear', async () => {
    const store = await open();
    const rows = new Uint8Array(3 * MiB);
    const save = (examples: number, from: number) => {
      rows[from] = examples;
      return store.save({ rows }, { examples, changed: { rows: [[from, from + 1]] } });
    };
    const all = [save(1, 0), save(2, MiB), save(3, 2 * MiB), save(4, 0)];
    for (const { durable } of all) await durable;
    expect(digest((await store.load()).tree)).toBe(digest({ rows }));
    await store.clear();
    await save(5, MiB).durable;
    expect(digest((await store.load()).tree)).toBe(digest({ rows }));
  });

  it('looks at everything again after a save that failed, and fails one that had been built on it', async () => {
    for (let failAt = 1; ; failAt += 1) {
      const disk = new FaultyDisk();
      const store = await CheckpointStore.open({ fileSystem: disk, folder: '/run' });
      const rows = new Uint8Array(2 * MiB);
      const save = (examples: number, from: number) => {
        rows[from] = examples;
        return store.save({ rows }, { examples, changed: { rows: [[from, from + 1]] } });
      };
      await save(1, 0).durable;
      disk.operations = 0;
      disk.failAt = failAt;
      // The second waits while the first is being written, and holds only what changed since.
      const outcomes = await Promise.allSettled([save(2, 0).durable, save(3, MiB).durable]);
      const operations = disk.operations;
      disk.failAt = Number.POSITIVE_INFINITY;
      const [first, second] = outcomes.map(({ status }) => status === 'fulfilled');
      await store.list();
      if (!first || !second) expect(() => save(4, 5)).toThrow(CheckpointError);
      await save(5, 9).durable;
      expect(digest((await store.load()).tree)).toBe(digest({ rows }));
      await store.close();
      if (failAt > operations) break;
    }
  });

  it('refuses a path that two arrays have, which could be taken for one another', async () => {
    const store = await open();
    const large = (value: number) => new Uint8Array(MiB).fill(value);
    const tree = { a: { b: large(1) }, 'a.b': large(2) };
    await store.save(tree, { examples: 1 }).durable;
    expect(() => store.save(tree, { examples: 2, changed: { 'a.b': [] } })).toThrow(
      /changed has a\.b, which is the path of two arrays/,
    );
    await store.save(tree, { examples: 2 }).durable;
    expect(digest((await store.load()).tree)).toBe(digest(tree));
  });

  it('knows arrays in lists by the paths that compareTrees gives', async () => {
    const store = await open();
    const tree = { layers: [{ weights: new Uint8Array(MiB) }, { weights: new Uint8Array(MiB).fill(1) }] };
    await store.save(tree, { examples: 1 }).durable;
    tree.layers[1]!.weights[5] = 9;
    const before = (await store.load()).tree;
    const { path } = compareTrees(before, tree, 'values')[0]!;
    const { newBytes } = await store.save(tree, { examples: 2, changed: { [path]: [[5, 6]] } }).durable;
    expect([path, newBytes]).toEqual(['layers[1].weights', 64 * 1024]);
    expect(digest((await store.load()).tree)).toBe(digest(tree));
  });

  it.each([
    [{ rows: [[0, 9]] }, /changed has 0 to 9 of rows, which has 8 bytes/],
    [{ rows: [[-1, 2]] }, /changed has -1 to 2/],
    [{ row: [] }, /changed has row, wanted the path of an array/],
  ])('refuses %j', async (changed, message) => {
    const store = await open();
    expect(() => store.save({ rows: new Uint8Array(8) }, { examples: 1, changed: changed as never })).toThrow(
      message,
    );
  });
});
