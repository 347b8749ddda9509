import type { OptionNames } from '@graph/core';
import { check } from '../check.js';
import type { FileSystem, FileWriter, FolderEntry, LockOwner } from './file-system.js';

function failure(code: string, path: string): Error {
  return Object.assign(new Error(`${code}: ${path}`), { code });
}

function parentOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash <= 0 ? '/' : path.slice(0, slash);
}

/** What a file system in memory starts with. */
export type MemoryFileSystemOptions = {
  /** Who this process claims to be; two stores over one file system need two. */
  readonly owner?: LockOwner;
  /** A clock, in milliseconds since 1970, for rules about time. */
  readonly now?: () => number;
  /** What is on it in the beginning, by absolute path; folders are made as needed. Not copied. */
  readonly files?: Iterable<readonly [path: string, bytes: Uint8Array]>;
};

const OPTION_NAMES: OptionNames<MemoryFileSystemOptions> = { owner: true, now: true, files: true };

/**
 * A file system in memory, for tests and browsers. It starts with the folder `/` alone.
 *
 * @example
 * const store = await CheckpointStore.open({ fileSystem: new MemoryFileSystem(), folder: '/run' });
 */
export class MemoryFileSystem implements FileSystem {
  readonly #files: Map<string, Uint8Array> = new Map();
  readonly #folders: Set<string> = new Set(['/']);
  readonly #owner: LockOwner;
  readonly #now: (() => number) | undefined;

  /** @throws CheckpointError `OPTION` if an option is unknown. */
  constructor(options: MemoryFileSystemOptions = {}) {
    check.names('MemoryFileSystem', options, OPTION_NAMES);
    this.#owner = options.owner ?? { pid: 1, host: 'memory', started: '' };
    this.#now = options.now;
    for (const [path, bytes] of options.files ?? []) {
      this.#files.set(path, bytes);
      for (let folder = parentOf(path); folder !== '/'; folder = parentOf(folder)) this.#folders.add(folder);
    }
  }

  /** Returns every file by its path, to be kept elsewhere or put on another file system. The bytes are not copies. */
  files(): ReadonlyMap<string, Uint8Array> {
    return new Map(this.#files);
  }

  async create(path: string): Promise<FileWriter> {
    if (this.#files.has(path) || this.#folders.has(path)) throw failure('EEXIST', path);
    if (!this.#folders.has(parentOf(path))) throw failure('ENOENT', path);
    // Held by the writer, as by an open file: it may be renamed while it is written.
    const parts: Uint8Array[] = [];
    this.#files.set(path, new Uint8Array());
    return {
      write: async (bytes) => {
        parts.push(bytes.slice());
        return bytes.length;
      },
      sync: async () => undefined,
      close: async () => {
        const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
        let at = 0;
        for (const part of parts) {
          whole.set(part, at);
          at += part.length;
        }
        this.#files.set(path, whole);
      },
    };
  }

  async read(path: string): Promise<Uint8Array> {
    return this.#file(path).slice();
  }

  async readInto(path: string, target: Uint8Array): Promise<number> {
    const file = this.#file(path);
    if (file.length === target.length) target.set(file);
    return file.length;
  }

  #file(path: string): Uint8Array {
    const file = this.#files.get(path);
    if (file === undefined) throw failure('ENOENT', path);
    return file;
  }

  async list(folder: string): Promise<readonly FolderEntry[]> {
    if (!this.#folders.has(folder)) throw failure('ENOENT', folder);
    const entries: FolderEntry[] = [];
    const prefix = folder === '/' ? '/' : `${folder}/`;
    const inside = (path: string): boolean => path.startsWith(prefix) && path.indexOf('/', prefix.length) < 0;
    for (const [path, file] of this.#files) {
      if (inside(path)) entries.push({ name: path.slice(prefix.length), kind: 'file', bytes: file.length });
    }
    for (const path of this.#folders) {
      if (inside(path) && path !== '/')
        entries.push({ name: path.slice(prefix.length), kind: 'folder', bytes: 0 });
    }
    return entries;
  }

  async makeFolder(path: string): Promise<void> {
    if (this.#files.has(path)) throw failure('EEXIST', path);
    if (!this.#folders.has(parentOf(path))) throw failure('ENOENT', path);
    this.#folders.add(path);
  }

  async link(from: string, to: string): Promise<void> {
    const file = this.#file(from);
    if (this.#files.has(to) || this.#folders.has(to)) throw failure('EEXIST', to);
    this.#files.set(to, file);
  }

  async rename(from: string, to: string): Promise<void> {
    const file = this.#file(from);
    if (this.#folders.has(to)) throw failure('EISDIR', to);
    this.#files.delete(from);
    this.#files.set(to, file);
  }

  async remove(path: string): Promise<void> {
    this.#file(path);
    this.#files.delete(path);
  }

  async syncFolder(path: string): Promise<void> {
    if (!this.#folders.has(path)) throw failure('ENOENT', path);
  }

  owner(): LockOwner {
    return this.#owner;
  }

  isAlive(owner: LockOwner): 'alive' | 'dead' | 'unknown' {
    return owner.host === this.#owner.host ? 'alive' : 'unknown';
  }

  now(): number {
    return this.#now?.() ?? Number.NaN;
  }
}
