import { spawn } from 'node:child_process';
import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CheckpointStore, digest, keepLast } from '../src/index.js';
import { NodeFileSystem } from '../src/node/index.js';
import { NodeDisk } from '../src/node/node-disk.js';

let folder = '';
beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'checkpoint-')), 'run');
});
afterEach(() => rmSync(join(folder, '..'), { recursive: true, force: true }));

function tree(seed: number): { memory: Float32Array; small: Float64Array; step: number } {
  const memory = Float32Array.from({ length: 700_000 }, (_, index) => index % 1009);
  return { memory: memory.fill(seed, 0, 50_000), small: new Float64Array([seed]), step: seed };
}

describe.each(['worker', 'main'] as const)('a store on a disk, written in the %s thread', (thread) => {
  it('saves, continues in another store, and restores the same state', async () => {
    const fileSystem = new NodeFileSystem({ thread });
    const first = await CheckpointStore.open({ fileSystem, folder, retention: [keepLast(2)] });
    for (const examples of [1, 2, 3]) await first.save(tree(examples), { examples }).durable;
    await first.close();
    expect(readdirSync(folder).sort()).toEqual(['RUN', 'checkpoint_2.json', 'checkpoint_3.json', 'chunks']);

    const second = await CheckpointStore.open({ fileSystem, folder });
    const { tree: restored, rejected } = await second.load();
    expect(digest(restored)).toBe(digest(tree(3)));
    expect(rejected).toEqual([]);
    const info = await second.save(tree(4), { examples: 4, summary: { loss: 0.5 } }).durable;
    // Of the large array's pieces the few that hold its first 50,000 numbers, of which the whole ones are the same.
    expect(info).toMatchObject({ epoch: 2, sequence: 4, newBytes: 2 * 64 * 1024 + 8 });
    await second.close();
    const text = readFileSync(join(folder, 'checkpoint_4.json'), 'utf8');
    expect(JSON.parse(text)).toMatchObject({
      examples: 4,
      summary: { loss: 0.5 },
      stateDigest: digest(tree(4)),
    });
  });

  it('surfaces a failed save at the next call, and continues after it', async () => {
    const store = await CheckpointStore.open({ fileSystem: new NodeFileSystem({ thread }), folder });
    await store.save({ a: 1 }, { examples: 1 }).durable;
    const lock = readFileSync(join(folder, 'LOCK'), 'utf8');
    writeFileSync(join(folder, 'LOCK'), JSON.stringify({ ...JSON.parse(lock), pid: 12_345, host: 'there' }));
    await expect(store.save({ a: 2 }, { examples: 2 }).durable).rejects.toThrow(
      /taken over by another process: process 12345 on there$/,
    );
    await store.list();
    expect(() => store.save({ a: 3 }, { examples: 3 })).toThrow(/taken over by another process/);
    writeFileSync(join(folder, 'LOCK'), lock);
    await store.save({ a: 3 }, { examples: 3 }).durable;
    writeFileSync(join(folder, 'LOCK'), 'another');
    store.save({ a: 4 }, { examples: 4 });
    await expect(store.close()).rejects.toThrow(/taken over by another process/);
    const reader = await CheckpointStore.open({ fileSystem: new NodeFileSystem(), folder, access: 'read' });
    expect((await reader.load()).tree).toEqual({ a: 3 });
  });

  it('is refused while another process writes, and takes over when that was killed', async () => {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    const fileSystem = new NodeFileSystem({ thread });
    const first = await CheckpointStore.open({ fileSystem, folder });
    await first.save({ a: 1 }, { examples: 1 }).durable;
    const lock = JSON.parse(readFileSync(join(folder, 'LOCK'), 'utf8'));
    await expect(CheckpointStore.open({ fileSystem, folder })).rejects.toThrow(
      new RegExp(`process ${process.pid} on ${hostname()} is writing to this folder`),
    );
    // As if the child held it: where the system tells when a process began, its own beginning is not the parent's.
    const started = process.platform === 'linux' ? startOf(child.pid!) : '';
    const foreign = { ...lock, pid: child.pid, started, token: 'x' };
    writeFileSync(join(folder, 'LOCK'), JSON.stringify(foreign));
    await expect(CheckpointStore.open({ fileSystem, folder })).rejects.toThrow(`process ${child.pid} on`);
    child.kill('SIGKILL');
    await new Promise((resolve) => child.once('exit', resolve));
    const second = await CheckpointStore.open({ fileSystem, folder });
    expect((await second.save({ a: 2 }, { examples: 2 }).durable).epoch).toBe(2);
    await second.close();
    expect(readdirSync(folder).filter((name) => name.startsWith('LOCK'))).toEqual([]);
  });
});

function startOf(pid: number): string {
  const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const space = readlinkSync('/proc/self/ns/pid');
  return `${boot} ${space} ${stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]}`;
}

describe.skipIf(process.platform !== 'linux')('the owner of a lock', () => {
  const disk = new NodeFileSystem();

  it('that has ended and was not waited for is dead', async () => {
    // The shell becomes another program, which never waits for the child that it has inherited.
    const parent = spawn('sh', ['-c', 'sleep 0.2 & echo $!; exec sleep 60']);
    const pid = Number(await new Promise((resolve) => parent.stdout.once('data', resolve)));
    const owner = { ...disk.owner(), pid, started: startOf(pid) };
    expect(disk.isAlive(owner)).toBe('alive');
    while (!readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z '))
      await new Promise((resolve) => setTimeout(resolve, 20));
    expect(disk.isAlive(owner)).toBe('dead');
    parent.kill('SIGKILL');
  });

  it('whose numbers are those of another container is not judged by them', () => {
    const owner = disk.owner();
    const started = owner.started.replace(/pid:\[\d+\]/, 'pid:[1]');
    expect(disk.isAlive({ ...owner, started })).toBe('unknown');
    expect(disk.isAlive({ ...owner, pid: 2 ** 22 + 1, started })).toBe('unknown');
  });

  it('that cannot be judged keeps its lock as long as it renews it, and no longer', async () => {
    const store = await CheckpointStore.open({ fileSystem: disk, folder });
    const path = join(folder, 'LOCK');
    const elsewhere = new NodeFileSystem({ thread: 'main' });
    elsewhere.isAlive = () => 'unknown';
    await expect(CheckpointStore.open({ fileSystem: elsewhere, folder })).rejects.toThrow(
      /is writing to this folder/,
    );
    // As a machine leaves it that was switched off.
    const left = readFileSync(path, 'utf8');
    await store.close();
    writeFileSync(path, left);
    const second = await CheckpointStore.open({ fileSystem: elsewhere, folder });
    expect((await second.save({ a: 1 }, { examples: 1 }).durable).epoch).toBe(2);
    await second.close();
  }, 60_000);
});

describe('a folder that someone prepared', () => {
  it('is not left through a symbolic link in place of a chunk or a manifest', async () => {
    const fileSystem = new NodeFileSystem({ thread: 'main' });
    const store = await CheckpointStore.open({ fileSystem, folder });
    await store.save({ a: new Float32Array(300_000).fill(1) }, { examples: 1 }).durable;
    await store.close();
    const [chunk] = readdirSync(join(folder, 'chunks'));
    const outside = join(folder, '..', 'outside');
    writeFileSync(outside, readFileSync(join(folder, 'chunks', chunk!)));
    rmSync(join(folder, 'chunks', chunk!));
    symlinkSync(outside, join(folder, 'chunks', chunk!));
    const reader = await CheckpointStore.open({ fileSystem, folder, access: 'read' });
    await expect(reader.load()).rejects.toThrow(/not a regular file/);
    rmSync(join(folder, 'checkpoint_1.json'));
    symlinkSync('/etc/passwd', join(folder, 'checkpoint_1.json'));
    await expect(reader.load()).rejects.toThrow(/checkpoint_1.json: it is not a regular file/);
    await expect(reader.load(1)).rejects.toThrow(/holds no whole checkpoint at 1/);
  });

  it('is not written to through a link in place of the folder of chunks', async () => {
    const fileSystem = new NodeFileSystem();
    mkdirSync(join(folder, '..', 'elsewhere'), { recursive: true });
    mkdirSync(folder);
    symlinkSync(join(folder, '..', 'elsewhere'), join(folder, 'chunks'));
    await expect(CheckpointStore.open({ fileSystem, folder })).rejects.toThrow(/chunks is not a folder/);
    expect(readdirSync(join(folder, '..', 'elsewhere'))).toEqual([]);
    expect(readdirSync(folder).sort()).toEqual(['RUN', 'chunks']);
  });

  it('may itself be a link, and stand in folders that are not there yet', async () => {
    const fileSystem = new NodeFileSystem({ thread: 'main' });
    const real = join(folder, 'a', 'b');
    const store = await CheckpointStore.open({ fileSystem, folder: `${real}/` });
    await store.save({ a: 1 }, { examples: 1 }).durable;
    await store.close();
    symlinkSync(real, join(folder, 'link'));
    const again = await CheckpointStore.open({ fileSystem, folder: join(folder, 'link') });
    expect((await again.load()).tree).toEqual({ a: 1 });
    await again.close();
  });
});

describe('/dev/full', () => {
  const disk = new NodeDisk();
  it.skipIf(process.platform !== 'linux')(
    'as the disk: a typed error that names the cause (Linux only)',
    async () => {
      const fileSystem = new NodeFileSystem({ thread: 'main' });
      const store = await CheckpointStore.open({ fileSystem, folder });
      await store.save({ a: 1 }, { examples: 1 }).durable;
      // Every new file is /dev/full under another name: it opens, and takes no byte.
      const create = fileSystem.create.bind(fileSystem);
      fileSystem.create = async (path) => {
        const full = openSync('/dev/full', 'w');
        const writer = await create(path);
        return {
          ...writer,
          write: async (bytes) => writeSync(full, bytes),
          close: async () => {
            closeSync(full);
            await writer.close();
          },
        };
      };
      await expect(store.save({ a: 2 }, { examples: 2 }).durable).rejects.toThrow(
        /checkpoint at 2 examples in .*ENOSPC.*earlier checkpoints are whole/,
      );
      expect((await store.load()).tree).toEqual({ a: 1 });
      expect((await disk.list(folder)).map(({ name }) => name).sort()).toEqual([
        'LOCK',
        'RUN',
        'checkpoint_1.json',
        'chunks',
      ]);
      await store.close().catch(() => undefined);
    },
  );
});
