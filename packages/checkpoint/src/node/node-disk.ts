import {
  closeSync,
  constants,
  fstatSync,
  fsync,
  linkSync,
  lstatSync,
  mkdirSync,
  openSync,
  read,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  statSync,
  unlinkSync,
  utimes,
  write,
} from 'node:fs';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  codeOf,
  type FileSystem,
  type FileWriter,
  type FolderEntry,
  type LockOwner,
} from '../io/file-system.js';

/** A lock is renewed this often; one that is not renewed for so long is nobody's. */
const RENEW_MS = 2000;
const LEASE_MS = 10_000;
const WATCH_MS = 250;

// Never through a symbolic link, and never waiting for a pipe that someone put there. 0 where it does not exist.
const READ_FLAGS: number = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/**
 * The disk of this machine, without threads: what both the main and the writing thread do their work with.
 *
 * What moves bytes or waits for the disk is handed to the pool of threads; what only looks names up is done at once,
 * since the way to the pool and back takes several times longer.
 */
export class NodeDisk implements FileSystem {
  async create(path: string): Promise<FileWriter> {
    const file = openSync(path, 'wx');
    return {
      write: (bytes) => waitFor<number>((done) => write(file, bytes, done)),
      sync: () => waitFor<void>((done) => fsync(file, done)),
      close: async () => closeSync(file),
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
    const entries: FolderEntry[] = [];
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const { name } = entry;
      if (entry.isDirectory()) entries.push({ name, kind: 'folder', bytes: 0 });
      else if (!entry.isFile()) entries.push({ name, kind: 'other', bytes: 0 });
      else {
        // Gone, if somebody has removed it since.
        const stats = lstatSync(`${folder}/${name}`, { throwIfNoEntry: false });
        if (stats !== undefined) entries.push({ name, kind: 'file', bytes: stats.size });
      }
    }
    return entries;
  }

  async makeFolder(path: string): Promise<void> {
    try {
      mkdirSync(path);
    } catch (error) {
      // A link to a folder is the caller's own doing; inside a run's folder the store looks at the kind itself.
      if (codeOf(error) !== 'EEXIST' || !statSync(path).isDirectory()) throw error;
    }
  }

  async link(from: string, to: string): Promise<void> {
    linkSync(from, to);
  }

  async rename(from: string, to: string): Promise<void> {
    renameSync(from, to);
  }

  async remove(path: string): Promise<void> {
    unlinkSync(path);
  }

  async syncFolder(path: string): Promise<void> {
    // Windows has no way to flush a folder: see the README on what is promised there.
    if (process.platform === 'win32') return;
    const folder = openSync(path, 'r');
    try {
      await waitFor<void>((done) => fsync(folder, done));
    } finally {
      closeSync(folder);
    }
  }

  owner(): LockOwner {
    return { pid: process.pid, host: hostname(), started: startOf(process.pid) };
  }

  isAlive(owner: LockOwner): 'alive' | 'dead' | 'unknown' {
    if (owner.host !== hostname()) return 'unknown';
    // A container may have the name of another; numbers of processes mean something in their own only.
    if (worldOf(owner.started) !== worldOf(startOf(process.pid))) return 'unknown';
    try {
      process.kill(owner.pid, 0);
    } catch (error) {
      // EPERM: it runs, as another user.
      if (codeOf(error) !== 'EPERM') return 'dead';
    }
    return startOf(owner.pid) === owner.started ? 'alive' : 'dead';
  }

  async isRenewed(path: string): Promise<boolean> {
    const first = renewalOf(path);
    for (let waitedMs = 0; waitedMs < LEASE_MS; waitedMs += WATCH_MS) {
      await sleep(WATCH_MS);
      const now = renewalOf(path);
      if (now !== first) return now !== undefined;
    }
    return false;
  }

  keepRenewed(path: string, text: string): () => void {
    const timer = setInterval(() => {
      if (textOf(path) !== text) clearInterval(timer);
      else {
        const seconds = Date.now() / 1000;
        utimes(path, seconds, seconds, () => undefined);
      }
    }, RENEW_MS);
    timer.unref();
    return () => clearInterval(timer);
  }
}

/** When a lock was renewed last; undefined if it is gone. */
function renewalOf(path: string): number | undefined {
  return lstatSync(path, { throwIfNoEntry: false })?.mtimeMs;
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

/** Calls a function of node:fs that takes a callback. Not its promises: they take a third more time for a chunk. */
function waitFor<T>(call: (done: (error: Error | null, result?: T) => void) => void): Promise<T> {
  return new Promise((resolve, reject) => {
    call((error, result) => {
      if (error) reject(error);
      else resolve(result as T);
    });
  });
}

async function withFile<T>(path: string, use: (file: number, size: number) => Promise<T>): Promise<T> {
  const file = openSync(path, READ_FLAGS);
  try {
    const stats = fstatSync(file);
    if (!stats.isFile())
      throw Object.assign(new Error(`EINVAL: ${path} is not a regular file`), { code: 'EINVAL' });
    return await use(file, stats.size);
  } finally {
    closeSync(file);
  }
}

/** Reads until the target is full or the file ends. @returns the bytes that were read. */
async function fill(file: number, target: Uint8Array): Promise<number> {
  let filled = 0;
  while (filled < target.length) {
    const from = filled;
    const count = await waitFor<number>((done) => read(file, target, from, target.length - from, from, done));
    if (count === 0) break;
    filled += count;
  }
  return filled;
}

/**
 * Names the start of a process where the system tells (Linux): its number alone may have been given out again. Before it
 * are the start of the machine and the space in which processes have their numbers.
 */
function startOf(pid: number): string {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    const space = readlinkSync('/proc/self/ns/pid');
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the name in parentheses, which may hold anything; the third is the state, the 22nd the start.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const hasEnded = fields[0] === 'Z' || fields[0] === 'X';
    return `${boot} ${space} ${hasEnded ? 'ended' : fields[19]}`;
  } catch {
    return '';
  }
}

/** Where the numbers of processes are comparable: all of `startOf` but the last. */
function worldOf(started: string): string {
  return started.slice(0, Math.max(0, started.lastIndexOf(' ')));
}
