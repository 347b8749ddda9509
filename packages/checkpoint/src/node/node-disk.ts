import { constants, readFileSync } from 'node:fs';
import { type FileHandle, link, lstat, mkdir, open, readdir, rename, unlink } from 'node:fs/promises';
import { hostname } from 'node:os';
import type { FileSystem, FileWriter, FolderEntry, LockOwner } from '../file-system.js';

// Never through a symbolic link, and never waiting for a pipe that someone put there. 0 where it does not exist.
const readFlags: number = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** The disk of this machine, without threads: what both the main and the writing thread do their work with. */
export class NodeDisk implements FileSystem {
  async create(path: string): Promise<FileWriter> {
    const file = await open(path, 'wx');
    return {
      write: async (bytes) => (await file.write(bytes)).bytesWritten,
      sync: () => file.sync(),
      close: () => file.close(),
    };
  }

  async read(path: string): Promise<Uint8Array> {
    return withFile(path, async (file, size) => {
      const bytes = new Uint8Array(size);
      return bytes.subarray(0, await fill(file, bytes));
    });
  }

  async readInto(path: string, target: Uint8Array): Promise<number> {
    return withFile(path, async (file, size) => (size === target.length ? fill(file, target) : size));
  }

  async list(folder: string): Promise<readonly FolderEntry[]> {
    const entries = await readdir(folder, { withFileTypes: true });
    return Promise.all(
      entries.map(async (entry): Promise<FolderEntry> => {
        if (entry.isDirectory()) return { name: entry.name, kind: 'folder', bytes: 0 };
        if (!entry.isFile()) return { name: entry.name, kind: 'other', bytes: 0 };
        return { name: entry.name, kind: 'file', bytes: (await lstat(`${folder}/${entry.name}`)).size };
      }),
    );
  }

  async makeFolder(path: string): Promise<void> {
    try {
      await mkdir(path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || !(await lstat(path)).isDirectory())
        throw error;
    }
  }

  async link(from: string, to: string): Promise<void> {
    await link(from, to);
  }

  async rename(from: string, to: string): Promise<void> {
    await rename(from, to);
  }

  async remove(path: string): Promise<void> {
    await unlink(path);
  }

  async syncFolder(path: string): Promise<void> {
    // Windows has no way to flush a folder: see the README on what is promised there.
    if (process.platform === 'win32') return;
    const folder = await open(path, 'r');
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
  }

  owner(): LockOwner {
    return { pid: process.pid, host: hostname(), started: startOf(process.pid) };
  }

  isAlive(owner: LockOwner): 'alive' | 'dead' | 'unknown' {
    if (owner.host !== hostname()) return 'unknown';
    try {
      process.kill(owner.pid, 0);
    } catch (error) {
      // EPERM: it runs, as another user.
      if ((error as NodeJS.ErrnoException).code !== 'EPERM') return 'dead';
    }
    return startOf(owner.pid) === owner.started ? 'alive' : 'dead';
  }

  now(): number {
    return Date.now();
  }
}

async function withFile<T>(path: string, use: (file: FileHandle, size: number) => Promise<T>): Promise<T> {
  const file = await open(path, readFlags);
  try {
    const stats = await file.stat();
    if (!stats.isFile())
      throw Object.assign(new Error(`EINVAL: ${path} is no regular file`), { code: 'EINVAL' });
    return await use(file, stats.size);
  } finally {
    await file.close();
  }
}

/** Reads until the target is full or the file ends. @returns the bytes that were read. */
async function fill(file: FileHandle, target: Uint8Array): Promise<number> {
  let filled = 0;
  while (filled < target.length) {
    const { bytesRead } = await file.read(target, filled, target.length - filled, filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return filled;
}

/** Names the start of a process where the system tells (Linux): its number alone may have been given out again. */
function startOf(pid: number): string {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the name in parentheses, which may hold anything; the 22nd is the start.
    return `${boot} ${stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]}`;
  } catch {
    return '';
  }
}
