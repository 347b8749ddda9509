import {
  type FileSystem,
  type FileWriter,
  type FolderEntry,
  type LockOwner,
  MemoryFileSystem,
} from '../../src/index.js';

/** A disk on which something goes wrong. */
export class FaultyDisk implements FileSystem {
  readonly disk: MemoryFileSystem = new MemoryFileSystem();
  /** Bytes that still fit. */
  room = Number.POSITIVE_INFINITY;
  /** The most bytes that one write takes. */
  writeBytes = Number.POSITIVE_INFINITY;
  /** The operation, counted from now, that fails once. */
  failAt = Number.POSITIVE_INFINITY;
  /** What it fails with. */
  failWith = 'EIO';
  operations = 0;
  readonly touched: Set<string> = new Set();

  #step(...paths: string[]): void {
    for (const path of paths) this.touched.add(path);
    this.operations += 1;
    if (this.operations === this.failAt)
      throw Object.assign(new Error(`${this.failWith}: ${paths[0]}`), { code: this.failWith });
  }

  async create(path: string): Promise<FileWriter> {
    this.#step(path);
    const writer = await this.disk.create(path);
    return {
      write: async (bytes) => {
        this.#step(path);
        const count = Math.min(bytes.length, this.writeBytes, this.room);
        if (count === 0) throw Object.assign(new Error(`ENOSPC: ${path}`), { code: 'ENOSPC' });
        this.room -= count;
        return writer.write(bytes.subarray(0, count));
      },
      sync: async () => this.#step(path),
      close: () => writer.close(),
    };
  }
  async read(path: string): Promise<Uint8Array> {
    this.#step(path);
    return this.disk.read(path);
  }
  async readInto(path: string, target: Uint8Array): Promise<number> {
    this.#step(path);
    return this.disk.readInto(path, target);
  }
  async list(folder: string): Promise<readonly FolderEntry[]> {
    this.#step(folder);
    return this.disk.list(folder);
  }
  async makeFolder(path: string): Promise<void> {
    this.#step(path);
    return this.disk.makeFolder(path);
  }
  async link(from: string, to: string): Promise<void> {
    this.#step(from, to);
    return this.disk.link(from, to);
  }
  async rename(from: string, to: string): Promise<void> {
    this.#step(from, to);
    return this.disk.rename(from, to);
  }
  async remove(path: string): Promise<void> {
    this.#step(path);
    return this.disk.remove(path);
  }
  async syncFolder(path: string): Promise<void> {
    this.#step(path);
    return this.disk.syncFolder(path);
  }
  owner(): LockOwner {
    return this.disk.owner();
  }
  isAlive(owner: LockOwner): 'alive' | 'dead' | 'unknown' {
    return this.disk.isAlive(owner);
  }
}
