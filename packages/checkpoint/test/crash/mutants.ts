import type { FileSystem } from '../../src/index.js';

/** A disk that passes everything on, to be changed in one point. */
export function over(disk: FileSystem, change: Partial<FileSystem>): FileSystem {
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
    owner: () => disk.owner(),
    isAlive: (owner) => disk.isAlive(owner),
    ...change,
  };
}

const isManifest = (path: string): boolean => /\/checkpoint_[0-9]+\.json$/.test(path);
const isChunk = (path: string): boolean => /\/chunks\/[0-9a-f]{64}$/.test(path);
const nothing = async (): Promise<void> => undefined;

/** The protocol with one of its steps left out or in the wrong order, seen from the disk. */
export const mutants: Readonly<Record<string, (disk: FileSystem) => FileSystem>> = {
  'files are not flushed': (disk) =>
    over(disk, { create: async (path) => ({ ...(await disk.create(path)), sync: nothing }) }),

  'chunks are not flushed': (disk) =>
    over(disk, {
      create: async (path) => {
        const writer = await disk.create(path);
        return path.includes('/chunks/') ? { ...writer, sync: nothing } : writer;
      },
    }),

  'the manifest is not flushed': (disk) =>
    over(disk, {
      create: async (path) => {
        const writer = await disk.create(path);
        return path.includes('/chunks/') ? writer : { ...writer, sync: nothing };
      },
    }),

  'folders are not flushed': (disk) => over(disk, { syncFolder: nothing }),

  "the chunks' folder is not flushed": (disk) =>
    over(disk, {
      syncFolder: async (path) => (path.endsWith('/chunks') ? undefined : disk.syncFolder(path)),
    }),

  "the run's folder is not flushed": (disk) =>
    over(disk, { syncFolder: async (path) => (path.endsWith('/run') ? undefined : disk.syncFolder(path)) }),

  'the manifest is written before the chunks': (disk) => {
    const late: (() => Promise<void>)[] = [];
    return over(disk, {
      rename: async (from, to) => {
        if (isChunk(to)) {
          late.push(() => disk.rename(from, to));
          return;
        }
        await disk.rename(from, to);
        if (!isManifest(to)) return;
        for (const one of late.splice(0)) await one();
        await disk.syncFolder(`${to.slice(0, to.lastIndexOf('/'))}/chunks`);
      },
    });
  },

  'old checkpoints are deleted before the new one is there': (disk) =>
    over(disk, {
      create: async (path) => {
        if (/checkpoint_.*\.tmp$/.test(path)) {
          const folder = path.slice(0, path.lastIndexOf('/'));
          for (const { name } of await disk.list(folder)) {
            if (isManifest(`/${name}`)) await disk.remove(`${folder}/${name}`);
          }
        }
        return disk.create(path);
      },
      remove: async (path) => {
        // Gone already, when the protocol comes to it.
        if (!isManifest(path)) await disk.remove(path);
      },
    }),

  'chunks are deleted before their manifest is gone for certain': (disk) => {
    let removed = false;
    return over(disk, {
      remove: async (path) => {
        removed ||= isManifest(path);
        await disk.remove(path);
      },
      syncFolder: async (path) => {
        if (!(removed && path.endsWith('/run'))) await disk.syncFolder(path);
        removed = false;
      },
    });
  },

  'files are written in place': (disk) => {
    const final = (path: string): string => path.replace(/\.[0-9]+\.tmp$/, '');
    return over(disk, {
      create: async (path) => {
        if (isManifest(final(path))) await disk.remove(final(path)).catch(() => undefined);
        return disk.create(final(path));
      },
      rename: async (from, to) => (final(from) === to ? undefined : disk.rename(from, to)),
    });
  },

  'what the last process left is trusted as it is': (disk) => {
    let writing = false;
    return over(disk, {
      create: (path) => {
        writing ||= path.includes('/chunks/');
        return disk.create(path);
      },
      syncFolder: async (path) => (writing ? disk.syncFolder(path) : undefined),
    });
  },
};
