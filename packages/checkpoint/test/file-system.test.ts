import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type FileSystem, MemoryFileSystem } from '../src/index.js';
import { NodeFileSystem } from '../src/node/index.js';
import { RecordingDisk } from './crash/recording-disk.js';
import { FaultyDisk } from './faults/faulty-disk.js';

const temporary = mkdtempSync(join(tmpdir(), 'checkpoint-contract-'));
afterAll(() => rmSync(temporary, { recursive: true, force: true }));

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);
let folders = 0;

// What every implementation promises, those of the tests too: else they would prove nothing.
const implementations: [string, () => FileSystem, string][] = [
  ['NodeFileSystem', () => new NodeFileSystem(), temporary],
  ['MemoryFileSystem', () => new MemoryFileSystem(), ''],
  ['the disk that records', () => new RecordingDisk(), ''],
  ['the disk with faults', () => new FaultyDisk(), ''],
];

describe.each(implementations)('%s', (_, make, root) => {
  async function start(): Promise<{
    disk: FileSystem;
    folder: string;
    put: (name: string, ...values: number[]) => Promise<void>;
  }> {
    const disk = make();
    folders += 1;
    const folder = `${root}/contract${folders}`;
    await disk.makeFolder(folder);
    const put = async (name: string, ...values: number[]): Promise<void> => {
      const writer = await disk.create(`${folder}/${name}`);
      for (let rest = bytes(...values); rest.length > 0; ) rest = rest.subarray(await writer.write(rest));
      await writer.sync();
      await writer.close();
    };
    return { disk, folder, put };
  }

  it('gives back what was written', async () => {
    const { disk, folder, put } = await start();
    await put('a', 1, 2, 3);
    expect(await disk.read(`${folder}/a`)).toEqual(bytes(1, 2, 3));
    const target = bytes(9, 9, 9);
    expect(await disk.readInto(`${folder}/a`, target)).toBe(3);
    expect(target).toEqual(bytes(1, 2, 3));
    const small = bytes(9, 9);
    expect(await disk.readInto(`${folder}/a`, small)).toBe(3);
    expect(small).toEqual(bytes(9, 9));
    expect(await disk.list(folder)).toEqual([{ name: 'a', kind: 'file', bytes: 3 }]);
  });

  it('makes no file where one is, and none in a folder that is not there', async () => {
    const { disk, folder, put } = await start();
    await put('a', 1);
    await expect(disk.create(`${folder}/a`)).rejects.toMatchObject({ code: 'EEXIST' });
    await expect(disk.create(`${folder}/none/a`)).rejects.toMatchObject({ code: 'ENOENT' });
    expect(await disk.read(`${folder}/a`)).toEqual(bytes(1));
  });

  it('renames over what is there, in one step', async () => {
    const { disk, folder, put } = await start();
    await put('a', 1);
    await put('b', 2);
    await disk.rename(`${folder}/a`, `${folder}/b`);
    expect((await disk.list(folder)).map(({ name }) => name)).toEqual(['b']);
    expect(await disk.read(`${folder}/b`)).toEqual(bytes(1));
    await expect(disk.rename(`${folder}/a`, `${folder}/c`)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('links to a name that is free, and to no other', async () => {
    const { disk, folder, put } = await start();
    await put('a', 1);
    await disk.link(`${folder}/a`, `${folder}/b`);
    expect(await disk.read(`${folder}/b`)).toEqual(bytes(1));
    await put('c', 3);
    await expect(disk.link(`${folder}/a`, `${folder}/c`)).rejects.toMatchObject({ code: 'EEXIST' });
    await disk.remove(`${folder}/a`);
    expect(await disk.read(`${folder}/b`)).toEqual(bytes(1));
  });

  it('removes, and says what is not there', async () => {
    const { disk, folder, put } = await start();
    await put('a', 1);
    await disk.remove(`${folder}/a`);
    await disk.syncFolder(folder);
    expect(await disk.list(folder)).toEqual([]);
    for (const act of [
      () => disk.remove(`${folder}/a`),
      () => disk.read(`${folder}/a`),
      () => disk.readInto(`${folder}/a`, bytes()),
      () => disk.list(`${folder}/none`),
      () => disk.makeFolder(`${folder}/none/deeper`),
    ]) {
      await expect(act()).rejects.toMatchObject({ code: 'ENOENT' });
    }
  });

  it('makes a folder once, and lists it as one', async () => {
    const { disk, folder, put } = await start();
    await disk.makeFolder(`${folder}/inner`);
    await disk.makeFolder(`${folder}/inner`);
    await put('inner/a', 1);
    expect(await disk.list(folder)).toEqual([{ name: 'inner', kind: 'folder', bytes: 0 }]);
    expect(await disk.list(`${folder}/inner`)).toEqual([{ name: 'a', kind: 'file', bytes: 1 }]);
  });

  it('knows itself to be alive', () => {
    const disk = make();
    expect(disk.isAlive(disk.owner())).toBe('alive');
  });
});
