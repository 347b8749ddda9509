import type { StateTree } from '@graph/core';
import { describe, expect, it } from 'vitest';
import { CheckpointError, CheckpointStore, digest, keepLast, MemoryFileSystem } from '../src/index.js';
import { FaultyDisk } from './faults/faulty-disk.js';

const folder = '/run';
const open = (fileSystem: FaultyDisk | MemoryFileSystem): Promise<CheckpointStore> =>
  CheckpointStore.open({ fileSystem, folder, retention: [keepLast(2)], chunkBytes: 1024 });

/** A state of which half stays as it is: its pieces, of 16 bytes, are in a chunk of the first save and one of its own. */
function stateAt(step: number): StateTree {
  const memory = Uint8Array.from({ length: 320 }, (_, at) => (at < 160 ? at : 3 * at + step));
  return { memory, weights: new Float32Array([step, -0, Number.NaN]), step };
}

/** The newest checkpoint, which has to be whole, with nothing broken beside it. */
async function newest(
  fileSystem: FaultyDisk | MemoryFileSystem,
): Promise<{ examples: number; digest: string }> {
  const store = await CheckpointStore.open({ fileSystem, folder, access: 'read' });
  const { tree, manifest, rejected } = await store.load();
  expect(rejected).toEqual([]);
  return { examples: manifest.examples, digest: digest(tree) };
}

const namesOn = (disk: MemoryFileSystem): string[] => [...disk.files().keys()];

describe('a disk that is full', () => {
  it('after any number of bytes: the save is refused with its cause, the last one stays, the next one works', async () => {
    let refused = 0;
    for (let room = 0; ; room += 1) {
      const disk = new FaultyDisk();
      const store = await open(disk);
      await store.save(stateAt(1), { examples: 1 }).durable;
      disk.room = room;
      const failure = await store.save(stateAt(2), { examples: 2 }).durable.then(
        () => undefined,
        (error: unknown) => error,
      );
      disk.room = Number.POSITIVE_INFINITY;
      if (failure === undefined) {
        expect((await newest(disk)).examples).toBe(2);
        break;
      }
      refused += 1;
      expect(failure).toMatchObject({ code: 'WRITE_FAILED', cause: { code: 'ENOSPC' } });
      expect(await newest(disk)).toEqual({ examples: 1, digest: digest(stateAt(1)) });
      expect(namesOn(disk.disk).filter((name) => name.endsWith('.tmp'))).toEqual([]);
      expect(() => store.save(stateAt(3), { examples: 3 })).toThrow(
        /checkpoint at 2 examples in \/run: ENOSPC/,
      );
      // The same state again: what the failed save has left behind must not be taken for written.
      await store.save(stateAt(2), { examples: 3 }).durable;
      expect(await newest(disk)).toEqual({ examples: 3, digest: digest(stateAt(2)) });
      await store.close();
    }
    expect(refused).toBeGreaterThan(800);
  });
});

describe('a disk with errors', () => {
  it.each(['EIO', 'ENOSPC', 'EACCES'])('%s in any operation of a save loses nothing', async (code) => {
    for (let failAt = 1; ; failAt += 1) {
      const disk = new FaultyDisk();
      const store = await open(disk);
      for (const step of [1, 2]) await store.save(stateAt(step), { examples: step }).durable;
      disk.operations = 0;
      disk.failAt = failAt;
      disk.failWith = code;
      const saved = await store.save(stateAt(3), { examples: 3 }).durable.then(
        () => true,
        (error: unknown) => {
          expect(error).toMatchObject({ code: 'WRITE_FAILED', cause: { code } });
          return false;
        },
      );
      const wholeRun = disk.operations;
      disk.failAt = Number.POSITIVE_INFINITY;
      if (!saved) {
        expect(() => store.save(stateAt(3), { examples: 3 })).toThrow(code);
        await store.save(stateAt(3), { examples: 3 }).durable;
      }
      await store.list();
      const { examples } = await newest(disk);
      expect(examples).toBe(3);
      await store.close().catch((error: unknown) => expect(error).toBeInstanceOf(CheckpointError));

      const after = await open(disk);
      await after.save(stateAt(4), { examples: 4 }).durable;
      expect(await newest(disk)).toEqual({ examples: 4, digest: digest(stateAt(4)) });
      expect((await after.verify()).ok).toBe(true);
      await after.close();
      if (failAt > wholeRun + 5) break;
    }
  });

  it('in any operation of opening keeps nobody out afterwards', async () => {
    for (let failAt = 1; failAt < 40; failAt += 1) {
      const disk = new FaultyDisk();
      const store = await open(disk);
      await store.save(stateAt(1), { examples: 1 }).durable;
      await store.close();
      disk.operations = 0;
      disk.failAt = failAt;
      const opened = await open(disk).catch(() => undefined);
      disk.failAt = Number.POSITIVE_INFINITY;
      await opened?.close();
      const after = await open(disk);
      expect((await after.load()).manifest.examples).toBe(1);
      await after.close();
      expect(namesOn(disk.disk).filter((name) => name.includes('LOCK'))).toEqual([]);
    }
  });

  it('that takes a few bytes at a time gets them all', async () => {
    for (const writeBytes of [1, 7, 64]) {
      const disk = new FaultyDisk();
      disk.writeBytes = writeBytes;
      const store = await open(disk);
      await store.save(stateAt(1), { examples: 1 }).durable;
      expect(await newest(disk)).toEqual({ examples: 1, digest: digest(stateAt(1)) });
    }
  });

  it('that loses what it was given does not get its save acknowledged', async () => {
    const disk = new FaultyDisk();
    const store = await open(disk);
    const rename = disk.rename.bind(disk);
    disk.rename = async (from, to) => {
      await rename(from, to);
      if (to.endsWith('checkpoint_1.json')) disk.disk.files().get(to)![100]! ^= 1;
    };
    await expect(store.save(stateAt(1), { examples: 1 }).durable).rejects.toThrow(
      /read back is not what was written/,
    );
  });
});

describe('a store that was damaged', () => {
  async function small(): Promise<Map<string, Uint8Array>> {
    const disk = new MemoryFileSystem();
    const store = await open(disk);
    for (const step of [1, 2])
      await store.save(stateAt(step), { examples: step, summary: { loss: 0.5 } }).durable;
    await store.close();
    return new Map(disk.files());
  }

  /** Puts other bytes in place of one file's, and says whether that is noticed: by a load, or by verify. */
  async function isNoticed(
    files: Map<string, Uint8Array>,
    path: string,
    bytes: Uint8Array | undefined,
  ): Promise<boolean> {
    const changed = new Map(files);
    if (bytes === undefined) changed.delete(path);
    else changed.set(path, bytes);
    const fileSystem = new MemoryFileSystem({ files: changed });
    const store = await CheckpointStore.open({ fileSystem, folder, access: 'read' });
    try {
      const { tree, manifest, rejected } = await store.load();
      // What is given back is always one of the two that were saved.
      expect(digest(tree)).toBe(digest(stateAt(manifest.examples)));
      return rejected.length > 0 || !(await store.verify()).ok;
    } catch (error) {
      expect(CheckpointError.is(error)).toBe(true);
      return true;
    }
  }

  /** Files of the newest checkpoint: every one of their bits counts, to it or to the one before it. */
  async function needed(files: Map<string, Uint8Array>): Promise<string[]> {
    const manifest = new TextDecoder().decode(files.get('/run/checkpoint_2.json')!);
    return [...files.keys()].filter((path) => path.endsWith('_2.json') || manifest.includes(path.slice(-64)));
  }

  /** The chunk that only the newest checkpoint needs. */
  function ownChunk(files: Map<string, Uint8Array>): string {
    const before = new TextDecoder().decode(files.get('/run/checkpoint_1.json')!);
    return [...files.keys()].find((path) => path.includes('/chunks/') && !before.includes(path.slice(-64)))!;
  }

  it('every bit that is flipped is noticed', async () => {
    const files = await small();
    expect(await needed(files)).toHaveLength(3);
    for (const path of await needed(files)) {
      const bytes = files.get(path)!;
      for (let bit = 0; bit < bytes.length * 8; bit += 1) {
        const flipped = bytes.slice();
        flipped[bit >> 3]! ^= 1 << (bit & 7);
        if (!(await isNoticed(files, path, flipped)))
          expect.fail(`bit ${bit} of ${path} was flipped unnoticed`);
      }
    }
  });

  it('every length to which a file is cut, every byte added, and a file that is gone is noticed', async () => {
    const files = await small();
    for (const path of await needed(files)) {
      const bytes = files.get(path)!;
      for (let length = 0; length < bytes.length; length += 1)
        expect(await isNoticed(files, path, bytes.slice(0, length))).toBe(true);
      for (const more of [0, 10, 32])
        expect(await isNoticed(files, path, Uint8Array.of(...bytes, more))).toBe(true);
      const gone = path.includes('/chunks/');
      expect(await isNoticed(files, path, undefined)).toBe(gone);
    }
  });

  it('is said to be damaged, the one before it is used, and verify names it', async () => {
    const files = await small();
    const chunk = ownChunk(files);
    files.set(
      chunk,
      files.get(chunk)!.map((byte) => byte ^ 1),
    );
    const store = await CheckpointStore.open({
      fileSystem: new MemoryFileSystem({ files }),
      folder,
      access: 'read',
    });
    const { manifest, rejected } = await store.load();
    expect(manifest.examples).toBe(1);
    expect(rejected).toMatchObject([{ examples: 2, file: 'checkpoint_2.json', code: 'DAMAGED' }]);
    expect(rejected[0]!.reason).toMatch(/chunk [0-9a-f]{64} was changed/);
    await expect(store.load(2)).rejects.toThrow(
      /holds no whole checkpoint at 2 examples: checkpoint_2.json: chunk/,
    );
    expect(await store.verify()).toMatchObject({ ok: false, whole: [1], rejected: [{ examples: 2 }] });
  });

  it('keeps the newest whole checkpoint when it is pruned, though a damaged one is newer', async () => {
    const files = await small();
    const chunk = ownChunk(files);
    files.set(
      chunk,
      files.get(chunk)!.map((byte) => byte ^ 1),
    );
    const fileSystem = new MemoryFileSystem({ files });
    const store = await open(fileSystem);
    const before = namesOn(fileSystem);
    expect(await store.prune({ retention: [keepLast(1)], dryRun: true })).toMatchObject({
      removedCheckpoints: [],
    });
    expect(namesOn(fileSystem)).toEqual(before);
    await store.prune({ retention: [keepLast(1)] });
    expect((await store.load()).manifest.examples).toBe(1);
  });

  it('gets a rotten chunk written again when a later save needs it', async () => {
    const files = await small();
    for (const path of await needed(files)) {
      if (path.includes('/chunks/'))
        files.set(
          path,
          files.get(path)!.map((byte) => byte ^ 1),
        );
    }
    const store = await open(new MemoryFileSystem({ files }));
    await store.save(stateAt(2), { examples: 3 }).durable;
    expect(await store.verify()).toMatchObject({ ok: false, whole: [3], rejected: [{ examples: 2 }] });
    const { tree, manifest } = await store.load();
    expect([manifest.examples, digest(tree)]).toEqual([3, digest(stateAt(2))]);
  });

  it('loads whatever is left of a chunk of which it needs only a part', async () => {
    const files = await small();
    const disk = new MemoryFileSystem({ files });
    const store = await CheckpointStore.open({
      fileSystem: disk,
      folder,
      retention: [keepLast(1)],
      chunkBytes: 1024,
    });
    await store.save(stateAt(3), { examples: 3 }).durable;
    await store.close();
    const manifest = new TextDecoder().decode(disk.files().get('/run/checkpoint_3.json')!);
    const chunks = namesOn(disk).filter((path) => manifest.includes(path.slice(-64)));
    const noticed: boolean[] = [];
    for (const path of chunks) {
      for (let at = 0; at < disk.files().get(path)!.length; at += 1) {
        const changed = new Map(disk.files());
        changed.set(
          path,
          Uint8Array.from(changed.get(path)!, (byte, index) => (index === at ? byte ^ 1 : byte)),
        );
        const reader = await CheckpointStore.open({
          fileSystem: new MemoryFileSystem({ files: changed }),
          folder,
          access: 'read',
        });
        const { ok } = await reader.verify();
        if (ok) expect(digest((await reader.load()).tree)).toBe(digest(stateAt(3)));
        else await expect(reader.load()).rejects.toThrow(/was changed/);
        noticed.push(!ok);
      }
    }
    // The bytes of the first chunk that changed since are needed by nobody any more: half of memory, and the weights.
    expect(noticed.filter((one) => !one)).toHaveLength(172);
    expect(noticed.filter((one) => one)).toHaveLength(332);
  });
});
