import { describe, expect, it } from 'vitest';
import { CheckpointStore, digest, type FileSystem, keepLast, MemoryFileSystem } from '../src/index.js';

const folder = '/run';
const state = (step: number) => ({ memory: new Uint8Array(200).fill(step), step });

/** Several processes on one disk, each with a number; a process dies when it is told to. */
class Machine {
  readonly disk: MemoryFileSystem = new MemoryFileSystem();
  readonly dead: Set<number> = new Set();

  process(pid: number, change: Partial<FileSystem> = {}): FileSystem {
    const { disk } = this;
    return {
      create: (path) => disk.create(path),
      read: (path) => disk.read(path),
      readInto: (path, target) => disk.readInto(path, target),
      list: (path) => disk.list(path),
      makeFolder: (path) => disk.makeFolder(path),
      link: (from, to) => disk.link(from, to),
      rename: (from, to) => disk.rename(from, to),
      remove: (path) => disk.remove(path),
      syncFolder: (path) => disk.syncFolder(path),
      owner: () => ({ pid, host: 'machine', started: `start of ${pid}` }),
      isAlive: (owner) => (this.dead.has(owner.pid) ? 'dead' : 'alive'),
      ...change,
    };
  }

  open(pid: number, change?: Partial<FileSystem>): Promise<CheckpointStore> {
    const fileSystem = this.process(pid, change);
    return CheckpointStore.open({ fileSystem, folder, retention: [keepLast(2)], chunkBytes: 64 });
  }
}

describe('the lock', () => {
  it('keeps a second process out while the first lives, and lets it in when it has died', async () => {
    const machine = new Machine();
    const first = await machine.open(1);
    await first.save(state(1), { examples: 1 }).durable;
    await expect(machine.open(2)).rejects.toThrow(
      '/run/LOCK: process 1 on machine is writing to this folder; stop it, or choose another folder',
    );
    machine.dead.add(1);
    const second = await machine.open(2);
    expect((await second.save(state(2), { examples: 2 }).durable).epoch).toBe(2);
    await second.close();
    expect([...machine.disk.files().keys()].filter((path) => path.includes('LOCK'))).toEqual([]);
  });

  it('tells what to do about a process on another host', async () => {
    const machine = new Machine();
    await machine.open(1);
    await expect(machine.open(2, { isAlive: () => 'unknown' })).rejects.toThrow(
      /process 1 on machine may be writing to this folder; if it is not running any more, open with takeOver 'any' or delete/,
    );
  });

  it('can be taken from a process that lives, which is stopped at its next save', async () => {
    const machine = new Machine();
    const first = await machine.open(1);
    await first.save(state(1), { examples: 1 }).durable;
    const second = await CheckpointStore.open({ fileSystem: machine.process(2), folder, takeOver: 'any' });
    await expect(first.save(state(2), { examples: 2 }).durable).rejects.toMatchObject({ code: 'LOCK_LOST' });
    await first.close().catch(() => undefined);
    await second.save(state(3), { examples: 3 }).durable;
    expect((await second.list()).checkpoints.map(({ examples }) => examples)).toEqual([3, 1]);
    await second.close();
  });

  it('goes to one of many that find a dead one at once, in whatever order they act', async () => {
    for (let seed = 1; seed <= 200; seed += 1) {
      const machine = new Machine();
      await machine.open(1);
      machine.dead.add(1);
      let random = seed;
      // Every operation is put off by a random number of turns, so that each seed is another order.
      const later = async (): Promise<void> => {
        random = (Math.imul(random, 1664525) + 1013904223) >>> 0;
        for (let turns = random >>> 29; turns > 0; turns -= 1) await Promise.resolve();
      };
      const slow = (pid: number): Partial<FileSystem> => {
        const plain = machine.process(pid);
        const put =
          <A extends unknown[], R>(act: (...args: A) => Promise<R>) =>
          async (...args: A): Promise<R> => {
            await later();
            return act(...args);
          };
        return {
          create: put(plain.create),
          read: put(plain.read),
          link: put(plain.link),
          rename: put(plain.rename),
          remove: put(plain.remove),
          list: put(plain.list),
        };
      };
      const results = await Promise.allSettled([2, 3, 4].map((pid) => machine.open(pid, slow(pid))));
      const winners = results.filter(({ status }) => status === 'fulfilled');
      expect(winners.length).toBeLessThanOrEqual(1);
      for (const result of results) {
        if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'LOCKED' });
      }
      // All may have given way to one another; then the next who comes gets it.
      if (winners.length === 0) await (await machine.open(5)).close();
    }
  });

  it('stops a writer that was thought dead, at every moment of its save, and their files never mix', async () => {
    let stopped = 0;
    for (let pauseAt = 1; ; pauseAt += 1) {
      const machine = new Machine();
      let operations = Number.NEGATIVE_INFINITY;
      let second: CheckpointStore | undefined;
      // Just before one of the first writer's operations, the second takes over and saves.
      const pause = async (): Promise<void> => {
        operations += 1;
        if (operations !== pauseAt) return;
        machine.dead.add(1);
        second = await machine.open(2);
        await second.save(state(20), { examples: 20 }).durable;
      };
      const plain = machine.process(1);
      const put =
        <A extends unknown[], R>(act: (...args: A) => Promise<R>) =>
        async (...args: A): Promise<R> => {
          await pause();
          return act(...args);
        };
      const first = await machine.open(1, {
        create: put(plain.create),
        rename: put(plain.rename),
        read: put(plain.read),
        syncFolder: put(plain.syncFolder),
      });
      await first.save(state(10), { examples: 10 }).durable;
      await first.list();
      operations = 0;
      const outcome = await first.save(state(11), { examples: 11 }).durable.then(
        () => 'saved',
        (error: unknown) => (error as { code?: string }).code,
      );
      await first.close().catch(() => undefined);
      if (second === undefined) break;
      // Either it was done before the other came, or it was stopped; never acknowledged after.
      expect(['saved', 'LOCK_LOST', 'WRITE_FAILED']).toContain(outcome);
      if (outcome !== 'saved') stopped += 1;
      await second.save(state(21), { examples: 21 }).durable;
      expect(await second.verify()).toMatchObject({ ok: true });
      const { tree, rejected } = await second.load();
      expect(digest(tree)).toBe(digest(state(21)));
      expect(rejected).toEqual([]);
      await second.close();
    }
    expect(stopped).toBeGreaterThan(5);
  });
});

it('is no lock where it is no file', async () => {
  const machine = new Machine();
  for (const code of ['EISDIR', 'EINVAL', 'ELOOP']) {
    const read = async (path: string): Promise<Uint8Array> => {
      if (path.endsWith('/LOCK')) throw Object.assign(new Error(`${code}: not a file`), { code });
      return machine.disk.read(path);
    };
    await expect(machine.open(1, { read })).rejects.toMatchObject({
      code: 'FORMAT',
      message: '/run/LOCK is not a file, so that no run made it: take it away, or choose another folder',
    });
  }
});

describe('a reader beside a writer', () => {
  it('never takes for damaged what the writer deletes under its hands', async () => {
    const machine = new Machine();
    const writer = await machine.open(1);
    await writer.save(state(0), { examples: 0 }).durable;
    let examples = 1;
    // Each time the reader is about to read a chunk, the writer saves and deletes, the first 30 times.
    const fileSystem = machine.process(2, {
      readInto: async (path, target) => {
        for (let more = 0; more < 3 && examples < 90; more += 1) {
          await writer.save(state(examples), { examples }).durable;
          examples += 1;
        }
        await writer.list();
        return machine.disk.readInto(path, target);
      },
    });
    const reader = await CheckpointStore.open({ fileSystem, folder, access: 'read' });
    const { tree, manifest, rejected } = await reader.load();
    expect(rejected).toEqual([]);
    expect(digest(tree)).toBe(digest(state(manifest.examples)));
    expect(await reader.verify()).toMatchObject({ ok: true });
    await writer.close();
  });
});
