import { describe, expect, it } from 'vitest';
import { COUNT_LIMIT, formatManifest, type Manifest, parseManifest } from '../src/folder/manifest.js';
import { CheckpointStore, keepLast, MemoryFileSystem } from '../src/index.js';

const folder = '/run';

/** A disk with a run on it. */
async function runOn(disk: MemoryFileSystem, examples: readonly number[], step = 0): Promise<void> {
  const store = await CheckpointStore.open({ fileSystem: disk, folder, retention: [keepLast(9)] });
  for (const at of examples)
    await store.save(
      { a: new Float32Array(100_000).fill(at + step), b: [new Uint8Array([1, 2])] },
      { examples: at },
    ).durable;
  await store.close();
}

async function put(disk: MemoryFileSystem, path: string, bytes: Uint8Array): Promise<void> {
  await disk.remove(path).catch(() => undefined);
  const writer = await disk.create(path);
  await writer.write(bytes);
  await writer.close();
}

async function forge(disk: MemoryFileSystem, change: (manifest: Manifest) => Manifest): Promise<void> {
  const path = `${folder}/checkpoint_1.json`;
  await put(disk, path, formatManifest(change(parseManifest(await disk.read(path)))));
}

const reader = (disk: MemoryFileSystem) => CheckpointStore.open({ fileSystem: disk, folder, access: 'read' });

describe('verify', () => {
  it.each<[string, (manifest: Manifest) => Manifest]>([
    ['a digest that is not that of the state', (m) => ({ ...m, stateDigest: `sha256:${'0'.repeat(64)}` })],
    ['a key that no tree has', (m) => ({ ...m, tree: { ...m.tree, c: { $odd: 1 } as never } })],
    [
      'a number that is not a number',
      (m) => ({ ...m, tree: { ...m.tree, c: { $number: 'nine' } as never } }),
    ],
    ['two arrays in the place of each other', (m) => ({ ...m, tree: { ...m.tree, b: [m.tree['a']!] } })],
  ])('calls nothing whole that load refuses: %s', async (_, change) => {
    const disk = new MemoryFileSystem();
    await runOn(disk, [1]);
    await forge(disk, change);
    const store = await reader(disk);
    await expect(store.load()).rejects.toMatchObject({ code: 'DAMAGED' });
    expect(await store.verify()).toMatchObject({ ok: false, whole: [] });
  });
});

describe('a manifest that somebody made', () => {
  it('of one piece, named 60,000 times, is refused before anything is allocated', async () => {
    const disk = new MemoryFileSystem();
    await runOn(disk, [1]);
    await forge(disk, (m) => {
      const times = 60_000;
      const length = 16_384 * times;
      const a = { $array: 'float32', length, pieces: new Array(times).fill(0) } as never;
      return { ...m, tree: { a }, stateBytes: length * 4 };
    });
    const store = await reader(disk);
    await expect(store.load()).rejects.toThrow(/3932160000 bytes, \d+ times those of its files/);
    expect((await store.verify()).ok).toBe(false);
  });

  it('with more bytes than any is not read', async () => {
    const disk = new MemoryFileSystem();
    await runOn(disk, [1, 2]);
    const list = disk.list.bind(disk);
    const read = disk.read.bind(disk);
    disk.list = async (path) =>
      (await list(path)).map((entry) =>
        entry.name === 'checkpoint_2.json' ? { ...entry, bytes: 5e9 } : entry,
      );
    disk.read = async (path) => {
      if (path.endsWith('checkpoint_2.json')) throw new Error('it was read');
      return read(path);
    };
    const store = await reader(disk);
    const { manifest, rejected } = await store.load();
    expect(manifest.examples).toBe(1);
    expect(rejected[0]!.reason).toMatch(/5000000000 bytes, more than/);
    await expect(store.load(2)).rejects.toThrow(/more than/);
  });

  it.each(['sequence', 'epoch'] as const)(
    'whose %s cannot be counted on from is not written beside',
    async (name) => {
      const disk = new MemoryFileSystem();
      await runOn(disk, [1]);
      await forge(disk, (m) => ({ ...m, [name]: COUNT_LIMIT }));
      const before = [...disk.files()];
      await expect(CheckpointStore.open({ fileSystem: disk, folder })).rejects.toThrow(/nobody may write/);
      expect([...disk.files()]).toEqual(before);
      await forge(disk, (m) => ({ ...m, [name]: COUNT_LIMIT * 2 - 1 }));
      await expect((await reader(disk)).load()).rejects.toThrow(/which no run reaches/);
    },
  );
});

describe('the checkpoints of another run', () => {
  it('are not mixed in, and each run keeps its name', async () => {
    const [disk, other] = [new MemoryFileSystem(), new MemoryFileSystem()];
    await runOn(disk, [1, 2]);
    await runOn(other, [1, 2, 3], 100);
    for (const [path, bytes] of other.files())
      if (path.includes('checkpoint_3') || path.includes('chunks/')) await put(disk, path, bytes);
    const store = await reader(disk);
    const { manifest, rejected } = await store.load();
    expect(manifest.examples).toBe(2);
    expect(rejected).toMatchObject([{ examples: 3, reason: expect.stringMatching(/it is of another run/) }]);
    await expect(store.load(3)).rejects.toThrow(/it is of another run/);
    expect(await store.verify()).toMatchObject({ ok: false, whole: [2, 1] });
    await runOn(disk, [4]);
    const names = (await store.list()).checkpoints.map(({ run }) => run);
    expect(new Set(names).size).toBe(1);
    // Without the file that names it, a folder is that of its newest checkpoint.
    await disk.remove(`${folder}/RUN`);
    await runOn(disk, [5]);
    expect((await store.list()).checkpoints[0]!.run).toBe(names[0]);
  });

  it('get a name of their own where one run replaces another', async () => {
    const disk = new MemoryFileSystem();
    await runOn(disk, [1]);
    const [first] = (await (await reader(disk)).list()).checkpoints;
    const store = await CheckpointStore.open({ fileSystem: disk, folder });
    expect(store.run).toBe(first!.run);
    await store.clear();
    await store.save({ a: 1 }, { examples: 1 }).durable;
    await store.close();
    const [second] = (await (await reader(disk)).list()).checkpoints;
    expect(second!.run).not.toBe(first!.run);
    expect(second!.run).toBe(store.run);
    expect((await reader(disk)).run).toBeUndefined();
    expect((await (await reader(disk)).verify()).ok).toBe(true);
  });
});

describe('a writer that was stopped', () => {
  it('says why at every save, those too that were waiting', async () => {
    const disk = new MemoryFileSystem();
    const store = await CheckpointStore.open({ fileSystem: disk, folder });
    const memory = new Uint8Array(500_000);
    await store.save({ memory }, { examples: 1, changed: {} }).durable;
    await put(disk, `${folder}/LOCK`, new TextEncoder().encode('another'));
    const changed = { memory: [[0, 10]] as const };
    const second = store.save({ memory }, { examples: 2, changed });
    await second.ready;
    const third = store.save({ memory }, { examples: 3, changed });
    for (const { durable } of [second, third])
      await expect(durable).rejects.toMatchObject({
        code: 'LOCK_LOST',
        message: expect.stringMatching(/taken over/),
      });
    await store.close().catch(() => undefined);
  });

  it('is not kept out by a lock that holds null', async () => {
    const disk = new MemoryFileSystem();
    await runOn(disk, [1]);
    await put(disk, `${folder}/LOCK`, new TextEncoder().encode('null'));
    await runOn(disk, [2]);
    await put(
      disk,
      `${folder}/LOCK`,
      new TextEncoder().encode(`{"token":"x","epoch":${Number.MAX_SAFE_INTEGER}}`),
    );
    disk.isAlive = () => 'dead';
    await expect(runOn(disk, [3])).rejects.toThrow(/which no run reaches.*delete that file/);
  });
});
