import type { FileSystem, FileWriter, FolderEntry, LockOwner } from '../../src/index.js';

/** One thing that was done to the disk, in the order in which it was done. */
export type DiskEvent =
  | { readonly kind: 'write'; readonly file: number; readonly bytes: Uint8Array }
  | { readonly kind: 'sync'; readonly file: number }
  | { readonly kind: 'entries'; readonly folder: string; readonly change: EntryChange }
  | { readonly kind: 'syncFolder'; readonly folder: string }
  /** Not of the disk: the test was told that this is durable, or began to save this. */
  | { readonly kind: 'note'; readonly note: Note };

/** What happened to the names of a folder, in one step: `undefined` takes a name away. */
export type EntryChange = ReadonlyMap<string, number | 'folder' | undefined>;

export type Note =
  | { readonly saving: number; readonly digest: string }
  | { readonly acknowledged: number; readonly digest: string };

/** Thrown by every operation after the process was "killed". */
export class Killed extends Error {}

function failure(code: string, path: string): Error {
  return Object.assign(new Error(`${code}: ${path}`), { code });
}

const split = (path: string): [folder: string, name: string] => {
  const slash = path.lastIndexOf('/');
  return [path.slice(0, slash), path.slice(slash + 1)];
};

/**
 * A disk that remembers every operation, and can kill the process that uses it after any of them. What the running
 * system sees is here; what would be left after a power cut is for the enumerator to say.
 */
export class RecordingDisk implements FileSystem {
  readonly events: DiskEvent[] = [];
  readonly #contents: Uint8Array[] = [];
  readonly #folders: Map<string, Map<string, number | 'folder'>> = new Map([['', new Map()]]);
  #process = 1;
  #killAt = Number.POSITIVE_INFINITY;

  /** Lets the process die when the log has this many events. */
  killAt(events: number): void {
    this.#killAt = events;
  }

  /** Starts another process on the same disk; the one before it is dead. */
  restart(): void {
    this.#process += 1;
    this.#killAt = Number.POSITIVE_INFINITY;
  }

  note(note: Note): void {
    this.events.push({ kind: 'note', note });
  }

  #log(event: DiskEvent): void {
    if (this.events.length >= this.#killAt) throw new Killed();
    this.events.push(event);
  }

  #entries(folder: string): Map<string, number | 'folder'> {
    const entries = this.#folders.get(folder);
    if (entries === undefined) throw failure('ENOENT', folder);
    return entries;
  }

  #file(path: string): number {
    const [folder, name] = split(path);
    const file = this.#entries(folder).get(name);
    if (typeof file !== 'number') throw failure('ENOENT', path);
    return file;
  }

  #change(folder: string, change: [name: string, file: number | 'folder' | undefined][]): void {
    const entries = this.#entries(folder);
    this.#log({ kind: 'entries', folder, change: new Map(change) });
    for (const [name, file] of change) {
      if (file === undefined) entries.delete(name);
      else entries.set(name, file);
    }
  }

  async create(path: string): Promise<FileWriter> {
    const [folder, name] = split(path);
    if (this.#entries(folder).has(name)) throw failure('EEXIST', path);
    const file = this.#contents.length;
    this.#change(folder, [[name, file]]);
    this.#contents.push(new Uint8Array());
    return {
      write: async (bytes) => {
        // Two writes for each, so that a cut inside one is a cut between two.
        const part = bytes.slice(0, Math.ceil(bytes.length / 2));
        this.#log({ kind: 'write', file, bytes: part });
        const before = this.#contents[file]!;
        const after = new Uint8Array(before.length + part.length);
        after.set(before);
        after.set(part, before.length);
        this.#contents[file] = after;
        return part.length;
      },
      sync: async () => this.#log({ kind: 'sync', file }),
      close: async () => undefined,
    };
  }

  async read(path: string): Promise<Uint8Array> {
    return this.#contents[this.#file(path)]!.slice();
  }

  async readInto(path: string, target: Uint8Array): Promise<number> {
    const bytes = await this.read(path);
    if (bytes.length === target.length) target.set(bytes);
    return bytes.length;
  }

  async list(folder: string): Promise<readonly FolderEntry[]> {
    return [...this.#entries(folder)].map(([name, file]) =>
      file === 'folder'
        ? { name, kind: 'folder', bytes: 0 }
        : { name, kind: 'file', bytes: this.#contents[file]!.length },
    );
  }

  async makeFolder(path: string): Promise<void> {
    const [folder, name] = split(path);
    if (this.#folders.has(path)) return;
    if (this.#entries(folder).has(name)) throw failure('EEXIST', path);
    this.#change(folder, [[name, 'folder']]);
    this.#folders.set(path, new Map());
  }

  async link(from: string, to: string): Promise<void> {
    const [folder, name] = split(to);
    if (this.#entries(folder).has(name)) throw failure('EEXIST', to);
    this.#change(folder, [[name, this.#file(from)]]);
  }

  async rename(from: string, to: string): Promise<void> {
    const file = this.#file(from);
    const [folder, name] = split(to);
    this.#change(folder, [
      [split(from)[1], undefined],
      [name, file],
    ]);
  }

  async remove(path: string): Promise<void> {
    this.#file(path);
    const [folder, name] = split(path);
    this.#change(folder, [[name, undefined]]);
  }

  async syncFolder(folder: string): Promise<void> {
    this.#log({ kind: 'syncFolder', folder: folder === '/' ? '' : folder });
  }

  owner(): LockOwner {
    return { pid: this.#process, host: 'recorded', started: '' };
  }

  isAlive(owner: LockOwner): 'alive' | 'dead' | 'unknown' {
    if (owner.host !== 'recorded') return 'unknown';
    return owner.pid === this.#process ? 'alive' : 'dead';
  }
}
