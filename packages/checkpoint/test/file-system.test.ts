import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type FileSystemFixture, fileSystemContract } from '../src/contract/index.js';
import { type FileSystem, MemoryFileSystem } from '../src/index.js';
import { NodeFileSystem } from '../src/node/index.js';
import { over } from './crash/mutants.js';
import { RecordingDisk } from './crash/recording-disk.js';
import { FaultyDisk } from './faults/faulty-disk.js';

const temporary = mkdtempSync(join(tmpdir(), 'checkpoint-contract-'));
afterAll(() => rmSync(temporary, { recursive: true, force: true }));

async function within(fileSystem: FileSystem): Promise<FileSystemFixture> {
  await fileSystem.makeFolder('/contract');
  return { fileSystem, folder: '/contract' };
}

function onDisk(thread: 'worker' | 'main'): FileSystemFixture {
  return { fileSystem: new NodeFileSystem({ thread }), folder: mkdtempSync(join(temporary, 'case-')) };
}

// What every implementation promises, those of the tests too: else they would prove nothing.
const implementations: [string, () => FileSystemFixture | Promise<FileSystemFixture>][] = [
  ['NodeFileSystem with a thread', () => onDisk('worker')],
  ['NodeFileSystem without', () => onDisk('main')],
  ['MemoryFileSystem', () => within(new MemoryFileSystem())],
  ['the disk that records', () => within(new RecordingDisk())],
  ['the disk with faults', () => within(new FaultyDisk())],
];

describe.each(implementations)('%s', (_, make) => {
  for (const { name, run } of fileSystemContract(make)) it(name, run);
});

/** File systems that are wrong in one point. */
const broken: Readonly<Record<string, (disk: MemoryFileSystem) => Partial<FileSystem>>> = {
  'rename that leaves the old name': (disk) => ({
    rename: async (from, to) => {
      const bytes = await disk.read(from);
      await disk.rename(from, to);
      const writer = await disk.create(from);
      await writer.write(bytes);
      await writer.close();
    },
  }),
  'rename that replaces nothing': (disk) => ({
    rename: async (from, to) => {
      await disk.link(from, to);
      await disk.remove(from);
    },
  }),
  'link that replaces': (disk) => ({
    link: async (from, to) => {
      await disk.remove(to).catch(() => undefined);
      await disk.link(from, to);
    },
  }),
  'link that renames': (disk) => ({ link: (from, to) => disk.rename(from, to) }),
  'create that replaces': (disk) => ({
    create: async (path) => {
      await disk.remove(path).catch(() => undefined);
      return disk.create(path);
    },
  }),
  'create that makes folders': (disk) => ({
    create: async (path) => {
      await disk.makeFolder(path.slice(0, path.lastIndexOf('/')));
      return disk.create(path);
    },
  }),
  'write that keeps the bytes': (disk) => ({
    create: async (path) => {
      const writer = await disk.create(path);
      const kept: Uint8Array[] = [];
      return {
        ...writer,
        write: async (bytes) => kept.push(bytes) && bytes.length,
        close: async () => {
          for (const bytes of kept) await writer.write(bytes);
          await writer.close();
        },
      };
    },
  }),
  'write that returns nothing': (disk) => ({
    create: async (path) => {
      const writer = await disk.create(path);
      return {
        ...writer,
        write: async (bytes) => {
          await writer.write(bytes);
          return undefined as unknown as number;
        },
      };
    },
  }),
  'write that loses the end': (disk) => ({
    create: async (path) => {
      const writer = await disk.create(path);
      return {
        ...writer,
        write: async (bytes) => {
          await writer.write(bytes.subarray(0, 1000));
          return bytes.length;
        },
      };
    },
  }),
  'read that lends its own bytes': (disk) => ({
    read: async (path) => disk.files().get(path) ?? disk.read(path),
  }),
  'read without codes': (disk) => ({
    read: (path) =>
      disk.read(path).catch(() => {
        throw new Error('not found');
      }),
  }),
  'readInto that fills what fits': (disk) => ({
    readInto: async (path, target) => {
      const bytes = await disk.read(path);
      target.set(bytes.subarray(0, target.length));
      return bytes.length;
    },
  }),
  'readInto that returns the size of the target': (disk) => ({
    readInto: async (path, target) => {
      await disk.readInto(path, target);
      return target.length;
    },
  }),
  'readInto that fills all the memory': (disk) => ({
    readInto: async (path, target) => {
      const bytes = await disk.read(path);
      if (bytes.length === target.length) new Uint8Array(target.buffer).set(bytes);
      return bytes.length;
    },
  }),
  'list that goes deeper': (disk) => ({
    list: async (folder) => {
      const entries = await disk.list(folder);
      const deeper = entries.filter(({ kind }) => kind === 'folder');
      const inner = await Promise.all(deeper.map(({ name }) => disk.list(`${folder}/${name}`)));
      return [...entries, ...inner.flat()];
    },
  }),
  'list without sizes': (disk) => ({
    list: async (folder) => (await disk.list(folder)).map((entry) => ({ ...entry, bytes: 0 })),
  }),
  'list of a missing folder': (disk) => ({ list: (folder) => disk.list(folder).catch(() => []) }),
  'makeFolder that empties': (disk) => ({
    makeFolder: async (path) => {
      for (const { name } of await disk.list(path).catch(() => [])) await disk.remove(`${path}/${name}`);
      await disk.makeFolder(path);
    },
  }),
  'makeFolder that refuses one that exists': (disk) => ({
    makeFolder: async (path) => {
      if (await disk.list(path).catch(() => undefined)) throw Object.assign(new Error(), { code: 'EEXIST' });
      await disk.makeFolder(path);
    },
  }),
  'remove that forgives': (disk) => ({ remove: (path) => disk.remove(path).catch(() => undefined) }),
  'an owner of nowhere': () => ({ isAlive: () => 'dead' }),
  'an owner that is everybody': () => ({ isAlive: () => 'alive' }),
  'a clock of words': () => ({ now: () => 'noon' as unknown as number }),
};

describe('the contract', () => {
  it.each(Object.entries(broken))('notices %s', async (_, change) => {
    const failures: unknown[] = [];
    for (const { run } of fileSystemContract(async () => {
      const disk = new MemoryFileSystem();
      await disk.makeFolder('/contract');
      return { fileSystem: over(disk, change(disk)), folder: '/contract' };
    })) {
      await Promise.resolve(run()).catch((error: unknown) => failures.push(error));
    }
    expect(failures).not.toEqual([]);
  });
});
