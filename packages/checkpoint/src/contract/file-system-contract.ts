import type { ContractCase } from '@graph/core/contract';
import { ensure } from '@graph/core/contract';
import { CheckpointStore } from '../checkpoint-store.js';
import { digest } from '../digest/digest.js';
import { codeOf, type FileSystem } from '../io/file-system.js';

/** A file system, and an empty folder that is on it. */
export type FileSystemFixture = { readonly fileSystem: FileSystem; readonly folder: string };

/** One of our cases, with a folder of its own and what writes a file into it. */
type Bench = FileSystemFixture & {
  readonly put: (name: string, ...bytes: number[]) => Promise<void>;
  readonly namesIn: (folder: string) => Promise<string>;
};

/**
 * Lists what every `FileSystem` must do, so that a store on it keeps what it promises. What no test can see is not among
 * it: that bytes and names survive a power cut after `sync` and `syncFolder`, and that `link` and `rename` are one step for
 * other processes too.
 *
 * @param make - makes a file system and names an empty folder on it; called for each case.
 * @example
 * for (const { name, run } of fileSystemContract(make)) it(name, run);
 */
export function fileSystemContract(
  make: () => FileSystemFixture | Promise<FileSystemFixture>,
): readonly ContractCase[] {
  return Object.entries(CASES).map(([name, run]) => ({
    name,
    run: async () => {
      const { fileSystem, folder } = await make();
      await run({
        fileSystem,
        folder,
        put: (file, ...bytes) => write(fileSystem, `${folder}/${file}`, Uint8Array.from(bytes)),
        namesIn: async (path) =>
          (await fileSystem.list(path))
            .map((entry) => entry.name)
            .sort()
            .join(' '),
      });
    },
  }));
}

const CASES: Readonly<Record<string, (bench: Bench) => Promise<void>>> = {
  'reads back what was written': async ({ fileSystem, folder, put }) => {
    await put('a', 1, 2, 3);
    await put('empty');
    ensureBytes(await fileSystem.read(`${folder}/a`), [1, 2, 3], 'read');
    ensureBytes(await fileSystem.read(`${folder}/empty`), [], 'read of an empty file');
  },

  'keeps the order and all bytes of many writes': async ({ fileSystem, folder }) => {
    const all = Uint8Array.from({ length: 3_000_000 }, (_, at) => (at * 31) >> 7);
    const writer = await fileSystem.create(`${folder}/a`);
    for (let at = 0; at < all.length; ) {
      const part = all.subarray(at, at + 1_000_001);
      const count = await writer.write(part);
      ensure(count >= 1 && count <= part.length, `write of ${part.length} bytes returned ${count}`);
      at += count;
    }
    await writer.sync();
    await writer.close();
    const target = new Uint8Array(all.length);
    ensure((await fileSystem.readInto(`${folder}/a`, target)) === all.length, 'readInto returns the size');
    ensureBytes(target, all, 'readInto');
  },

  'keeps no hold of the bytes that it is given': async ({ fileSystem, folder }) => {
    const bytes = Uint8Array.of(1, 2, 3);
    const writer = await fileSystem.create(`${folder}/a`);
    for (let at = 0; at < 3; ) at += await writer.write(bytes.subarray(at));
    bytes.fill(9);
    await writer.sync();
    await writer.close();
    const found = await fileSystem.read(`${folder}/a`);
    ensureBytes(found, [1, 2, 3], 'read after the written bytes were used again');
    found.fill(9);
    ensureBytes(await fileSystem.read(`${folder}/a`), [1, 2, 3], 'read after what was read was changed');
  },

  'fills a target of the right size, and leaves any other alone': async ({ fileSystem, folder, put }) => {
    await put('a', 1, 2, 3);
    for (const length of [0, 2, 3, 4]) {
      const target = new Uint8Array(length).fill(9);
      const size = await fileSystem.readInto(`${folder}/a`, target);
      ensure(size === 3, `readInto returns ${size} for a file of 3 bytes`);
      ensureBytes(target, length === 3 ? [1, 2, 3] : Array(length).fill(9), `a target of ${length} bytes`);
    }
  },

  'fills a target that is part of a larger memory, and no more of it': async ({
    fileSystem,
    folder,
    put,
  }) => {
    await put('a', 1, 2);
    const memory = new Uint8Array(4).fill(9);
    await fileSystem.readInto(`${folder}/a`, memory.subarray(1, 3));
    ensureBytes(memory, [9, 1, 2, 9], 'the memory around a target');
  },

  'lists what is directly in a folder': async ({ fileSystem, folder, put }) => {
    ensure((await fileSystem.list(folder)).length === 0, 'the folder is empty in the beginning');
    await fileSystem.makeFolder(`${folder}/inner`);
    await put('inner/a', 1);
    await put('b', 1, 2, 3);
    const entries = [...(await fileSystem.list(folder))].sort((a, b) => (a.name < b.name ? -1 : 1));
    const found = entries.map(
      ({ name, kind, bytes }) => `${kind} ${name}${kind === 'file' ? ` ${bytes}` : ''}`,
    );
    ensure(found.join(', ') === 'file b 3, folder inner', `list has ${found.join(', ')}`);
  },

  'makes no file that exists, and none in a missing folder': async ({ fileSystem, folder, put }) => {
    await put('a', 1);
    await fileSystem.makeFolder(`${folder}/inner`);
    await ensureRejects('EEXIST', 'create of a file that exists', () => fileSystem.create(`${folder}/a`));
    await ensureRejects('EEXIST', 'create of a folder', () => fileSystem.create(`${folder}/inner`));
    await ensureRejects('ENOENT', 'create in a missing folder', () =>
      fileSystem.create(`${folder}/missing/a`),
    );
    ensureBytes(await fileSystem.read(`${folder}/a`), [1], 'the file that existed');
  },

  'makes a folder that exists once more without harm': async ({ fileSystem, folder, put, namesIn }) => {
    await fileSystem.makeFolder(`${folder}/inner`);
    await put('inner/a', 1);
    await fileSystem.makeFolder(`${folder}/inner`);
    ensure((await namesIn(`${folder}/inner`)) === 'a', 'the folder keeps what is in it');
    await ensureRejects('ENOENT', 'makeFolder in a missing folder', () =>
      fileSystem.makeFolder(`${folder}/missing/inner`),
    );
    await put('file', 1);
    await ensureRejects('EEXIST', 'makeFolder over a file', () => fileSystem.makeFolder(`${folder}/file`));
  },

  'renames, replacing what has the name': async ({ fileSystem, folder, put, namesIn }) => {
    await put('a', 1);
    await put('b', 2, 2);
    await fileSystem.rename(`${folder}/a`, `${folder}/b`);
    ensure((await namesIn(folder)) === 'b', `after rename the folder has ${await namesIn(folder)}`);
    ensureBytes(await fileSystem.read(`${folder}/b`), [1], 'the renamed file');
    await ensureRejects('ENOENT', 'rename of a missing file', () =>
      fileSystem.rename(`${folder}/a`, `${folder}/c`),
    );
  },

  'links to a free name only': async ({ fileSystem, folder, put }) => {
    await put('a', 1);
    await put('c', 3);
    await fileSystem.link(`${folder}/a`, `${folder}/b`);
    await ensureRejects('EEXIST', 'link to a name that is taken', () =>
      fileSystem.link(`${folder}/a`, `${folder}/c`),
    );
    ensureBytes(await fileSystem.read(`${folder}/c`), [3], 'the file whose name was taken');
    await ensureRejects('ENOENT', 'link of a missing file', () =>
      fileSystem.link(`${folder}/missing`, `${folder}/d`),
    );
    await fileSystem.remove(`${folder}/a`);
    ensureBytes(await fileSystem.read(`${folder}/b`), [1], 'the second name after the first was removed');
  },

  'removes a file, and nothing else': async ({ fileSystem, folder, put, namesIn }) => {
    await put('a', 1);
    await put('b', 2);
    await fileSystem.remove(`${folder}/a`);
    await fileSystem.syncFolder(folder);
    ensure((await namesIn(folder)) === 'b', `after remove the folder has ${await namesIn(folder)}`);
  },

  'tells ENOENT where nothing is': async ({ fileSystem, folder }) => {
    const missing = `${folder}/missing`;
    await ensureRejects('ENOENT', 'remove', () => fileSystem.remove(missing));
    await ensureRejects('ENOENT', 'read', () => fileSystem.read(missing));
    await ensureRejects('ENOENT', 'readInto', () => fileSystem.readInto(missing, new Uint8Array(1)));
    await ensureRejects('ENOENT', 'list', () => fileSystem.list(missing));
  },

  'knows itself to be alive, and a process of another host not': async ({ fileSystem }) => {
    const owner = fileSystem.owner();
    ensure(fileSystem.isAlive(owner) === 'alive', 'this process is alive');
    // As it comes back from the lock's text.
    ensure(fileSystem.isAlive(JSON.parse(JSON.stringify(owner))) === 'alive', 'a copy of it is alive');
    const other = fileSystem.isAlive({ ...owner, host: `not-${owner.host}` });
    ensure(other === 'unknown', `a process of another host is ${other}`);
  },

  'tells the time in milliseconds, or nothing': async ({ fileSystem }) => {
    const now = fileSystem.now?.();
    ensure(now === undefined || typeof now === 'number', `now returns a ${typeof now}`);
  },

  'holds a store: saved, locked, continued and restored bit for bit': async ({ fileSystem, folder }) => {
    const run = `${folder}/runs/1`;
    const tree = { rows: Uint32Array.from({ length: 200_000 }, (_, at) => at), step: -0 };
    const store = await CheckpointStore.open({ fileSystem, folder: run });
    await ensureRejects('LOCKED', 'open of a folder that is locked', () =>
      CheckpointStore.open({ fileSystem, folder: run }),
    );
    await store.save(tree, { examples: 1 }).durable;
    await store.close();
    tree.rows[7] = 0;
    const again = await CheckpointStore.open({ fileSystem, folder: run });
    const { newBytes } = await again.save(tree, { examples: 2 }).durable;
    ensure(newBytes < tree.rows.byteLength / 2, `a small change costs ${newBytes} bytes`);
    ensure(digest((await again.load()).tree) === digest(tree), 'the restored state is the saved one');
    ensure((await again.verify()).ok, 'both checkpoints are whole');
    await again.close();
  },
};

async function write(fileSystem: FileSystem, path: string, bytes: Uint8Array): Promise<void> {
  const writer = await fileSystem.create(path);
  for (let at = 0; at < bytes.length; ) {
    const count = await writer.write(bytes.subarray(at));
    ensure(count >= 1 && count <= bytes.length - at, `write of ${bytes.length - at} bytes returned ${count}`);
    at += count;
  }
  await writer.sync();
  await writer.close();
}

function ensureBytes(found: Uint8Array, wanted: ArrayLike<number>, what: string): void {
  ensure(found.length === wanted.length, `${what} has ${found.length} bytes, wanted ${wanted.length}`);
  const at = found.findIndex((byte, index) => byte !== wanted[index]);
  ensure(at < 0, `${what} has ${found[at]} at byte ${at}, wanted ${wanted[at]}`);
}

async function ensureRejects(code: string, what: string, act: () => Promise<unknown>): Promise<void> {
  let failure: unknown = 'nothing was thrown';
  try {
    await act();
  } catch (error) {
    failure = error;
  }
  ensure(codeOf(failure) === code, `${what}: wanted the code ${code}, got ${String(failure)}`);
}
