import { type FileSystem, type FileWriter, MemoryFileSystem } from '@graph/checkpoint';

/**
 * A disk that may fill up, fail at an operation, or lose its power: then each file has what was flushed, and any part of what was
 * written since; a file whose folder was not flushed since it was made may be missing.
 */
export class FaultyDisk {
  memory: MemoryFileSystem = new MemoryFileSystem();
  /** Bytes that still fit. */
  room = Number.POSITIVE_INFINITY;
  /** The operation, counted from now, that fails. */
  failAt = Number.POSITIVE_INFINITY;
  operations = 0;
  readonly #written: Map<string, { parts: Uint8Array[]; flushed: number; isNamed: boolean }> = new Map();

  readonly fileSystem: FileSystem = new Proxy<FileSystem>(this.memory, {
    get: (_, name) => {
      const target = this.memory;
      if (name === 'create') return (path: string) => this.#create(path);
      if (name === 'syncFolder')
        return async () => {
          this.#step();
          for (const file of this.#written.values()) file.isNamed = true;
        };
      const value: unknown = Reflect.get(target, name);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });

  /**
   * What a power cut leaves.
   *
   * @param unflushed - tells how many of the bytes that were not flushed are there.
   * @param isThere - tells whether a file whose name was not flushed is there.
   */
  afterPowerCut(unflushed: (bytes: number) => number, isThere: () => boolean): MemoryFileSystem {
    const files: [string, Uint8Array][] = [];
    for (const [path, { parts, flushed, isNamed }] of this.#written) {
      if (!isNamed && !isThere()) continue;
      const whole = Buffer.concat(parts);
      files.push([path, new Uint8Array(whole.subarray(0, flushed + unflushed(whole.length - flushed)))]);
    }
    return new MemoryFileSystem({ files });
  }

  /** Takes over files that are durable. */
  adopt(left: MemoryFileSystem): void {
    for (const [path, bytes] of left.files())
      this.#written.set(path, { parts: [bytes], flushed: bytes.length, isNamed: true });
    this.memory = left;
  }

  #step(): void {
    this.operations += 1;
    if (this.operations === this.failAt) throw Object.assign(new Error('EIO: i/o error'), { code: 'EIO' });
  }

  async #create(path: string): Promise<FileWriter> {
    this.#step();
    const writer = await this.memory.create(path);
    const file = { parts: [] as Uint8Array[], flushed: 0, isNamed: false };
    this.#written.set(path, file);
    return {
      write: async (bytes) => {
        this.#step();
        const count = Math.min(bytes.length, this.room, 700);
        if (count === 0)
          throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
        this.room -= count;
        file.parts.push(bytes.slice(0, count));
        return writer.write(bytes.subarray(0, count));
      },
      sync: async () => {
        this.#step();
        file.flushed = file.parts.reduce((sum, part) => sum + part.length, 0);
      },
      close: () => writer.close(),
    };
  }
}
