import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CheckpointStore, digest, keepBest, keepEvery, keepLast, MemoryFileSystem } from '../src/index.js';
import { anyTree, bitsOf } from './trees.js';

const folder = '/run';

async function open(
  fileSystem = new MemoryFileSystem(),
  retention = [keepLast(5)],
): Promise<CheckpointStore> {
  return CheckpointStore.open({ fileSystem, folder, retention });
}

describe('CheckpointStore', () => {
  it('restores any tree bit by bit', async () => {
    const store = await open();
    let examples = 0;
    await fc.assert(
      fc.asyncProperty(anyTree, async (tree) => {
        const before = bitsOf(tree);
        const saved = await store.save(tree, { examples: examples++ }).durable;
        const loaded = await store.load();
        expect(bitsOf(loaded.tree)).toEqual(before);
        expect(loaded.manifest.stateDigest).toBe(digest(tree));
        expect(loaded.manifest).toEqual(saved);
        expect(loaded.rejected).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  it('restores arrays of every size around a chunk, and shares what is the same', async () => {
    const store = await open();
    const chunk = 1024 * 1024;
    for (const length of [
      0,
      1,
      chunk / 4 - 1,
      chunk / 4,
      chunk - 1,
      chunk,
      chunk + 1,
      2 * chunk,
      2 * chunk + 7,
    ]) {
      const array = Uint8Array.from({ length }, (_, index) => (index * 2654435761) >>> 13);
      const tree = { a: array, small: new Float64Array([1, 2]), b: { copy: array } };
      const { newBytes } = await store.save(tree, { examples: length }).durable;
      const loaded = await store.load(length);
      expect(digest(loaded.tree)).toBe(digest(tree));
      if (length >= chunk / 4) expect(newBytes).toBeLessThanOrEqual(length + 16);
    }
  });

  it('holds the state as it was when save was called', async () => {
    const store = await open();
    const weights = new Float32Array([1, 2, 3]);
    const tree = { weights, list: [1, 2], step: 1 };
    const before = digest(tree);
    const saved = store.save(tree, { examples: 1 });
    weights.fill(9);
    tree.list.push(3);
    tree.step = 2;
    expect((await saved.durable).stateDigest).toBe(before);
    expect(digest((await store.load()).tree)).toBe(before);
  });

  it('lets the newest of the waiting saves win, and tells the others where they went', async () => {
    const store = await open();
    const saves = [1, 2, 3, 4].map((examples) => store.save({ examples }, { examples }));
    expect(await Promise.all(saves.map(async ({ durable }) => (await durable).examples))).toEqual([
      1, 4, 4, 4,
    ]);
    expect((await store.list()).checkpoints.map(({ examples }) => examples)).toEqual([4, 1]);
  });

  it('drops no save of a caller that awaits ready', async () => {
    const store = await open();
    for (let examples = 1; examples <= 20; examples += 1) await store.save({ examples }, { examples }).ready;
    await store.close();
    const { checkpoints } = await store.list();
    expect(checkpoints.map(({ sequence }) => sequence)).toEqual([20, 19, 18, 17, 16]);
    expect(checkpoints.map(({ examples }) => examples)).toEqual([20, 19, 18, 17, 16]);
  });

  it('replaces a checkpoint at the same count', async () => {
    const store = await open();
    await store.save({ value: 1 }, { examples: 7 }).durable;
    await store.save({ value: 2 }, { examples: 7 }).durable;
    expect((await store.list()).checkpoints).toHaveLength(1);
    expect((await store.load(7)).tree).toEqual({ value: 2 });
  });

  it('takes what was written last for the newest, even at a smaller count', async () => {
    const store = await open();
    await store.save({ value: 1 }, { examples: 5000 }).durable;
    await store.save({ value: 2 }, { examples: 4000 }).durable;
    expect((await store.load()).manifest.examples).toBe(4000);
  });

  it('keeps what any rule keeps, and deletes only what it wrote', async () => {
    const fileSystem = new MemoryFileSystem();
    const store = await open(fileSystem, [keepLast(2), keepBest(1, 'min'), keepEvery(4)]);
    const file = await fileSystem.create('/run/checkpoint_notes.json');
    await file.close();
    for (let examples = 1; examples <= 10; examples += 1) {
      const tree = { a: new Float32Array([examples]) };
      await store.save(tree, { examples, metric: Math.abs(examples - 3) }).durable;
    }
    await store.close();
    const listed = (await fileSystem.list(folder)).map(({ name }) => name).sort();
    expect(listed).toEqual([
      'RUN',
      'checkpoint_10.json',
      'checkpoint_3.json',
      'checkpoint_4.json',
      'checkpoint_8.json',
      'checkpoint_9.json',
      'checkpoint_notes.json',
      'chunks',
    ]);
    expect(await fileSystem.list('/run/chunks')).toHaveLength(5);
    const reader = await CheckpointStore.open({ fileSystem, folder, access: 'read' });
    expect((await reader.load('best')).tree).toEqual({ a: new Float32Array([3]) });
  });

  it('continues in a folder that another process left', async () => {
    const fileSystem = new MemoryFileSystem();
    const first = await open(fileSystem);
    await first.save({ a: new Float32Array(100) }, { examples: 1 }).durable;
    await first.close();
    const second = await open(fileSystem);
    const info = await second.save({ a: new Float32Array(100) }, { examples: 2 }).durable;
    expect(info).toMatchObject({ sequence: 2, epoch: 2, newBytes: 0 });
  });

  it('refuses to save where it may not, and says why nothing could be loaded', async () => {
    const fileSystem = new MemoryFileSystem();
    await expect(CheckpointStore.open({ fileSystem, folder, access: 'read' })).rejects.toThrow(
      /there is no folder \/run/,
    );
    const store = await open(fileSystem);
    await expect(store.load()).rejects.toThrow(/\/run holds no checkpoint/);
    await expect(store.load(3)).rejects.toThrow(/holds no checkpoint at 3 examples/);
    await expect(CheckpointStore.open({ fileSystem, folder })).rejects.toThrow(
      /process 1 on memory is writing/,
    );
    const reader = await CheckpointStore.open({ fileSystem, folder, access: 'read' });
    expect(() => reader.save({}, { examples: 1 })).toThrow(/opened with access 'read'/);
    expect(() => store.save({}, { examples: -1 })).toThrow(
      /examples is -1, wanted a whole number, 0 or more/,
    );
    await store.close();
    expect(() => store.save({}, { examples: 1 })).toThrow(/this store is closed/);
  });

  it('saves what a prune is just about to delete', async () => {
    const fileSystem = new MemoryFileSystem();
    const store = await CheckpointStore.open({
      fileSystem,
      folder,
      retention: [keepLast(9)],
      chunkBytes: 64,
    });
    const state = (step: number) => ({ memory: new Uint8Array(200).fill(step) });
    for (const step of [1, 2, 3]) await store.save(state(step), { examples: step }).durable;
    // In the middle of the deletions, a state is saved whose chunks are among those that go.
    const remove = fileSystem.remove.bind(fileSystem);
    let saved: Promise<unknown> | undefined;
    fileSystem.remove = async (path) => {
      saved ??= store.save(state(1), { examples: 4 }).durable;
      for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
      await remove(path);
    };
    await store.prune({ retention: [keepLast(1)] });
    await saved;
    expect((await store.list()).checkpoints.map(({ examples }) => examples)).toEqual([4, 3]);
    expect(await store.verify()).toMatchObject({ ok: true });
    await store.close();
  });
});
