import type { CommitRequest } from './committer.js';
import { waitForCopy } from './copy-progress.js';
import type { FileSystem } from './file-system.js';
import { names } from './names.js';
import { listChunks } from './read-manifests.js';
import { removeIfThere } from './remove-if-there.js';
import { runAll } from './run-all.js';
import { sha256 } from './sha256.js';
import { writeDurably } from './write-durably.js';

// Flushes that wait for the disk at the same time share its journal's commits. Of 2 to 32, 10 was the fastest (bench).
const writesAtOnce = 10;

/** The chunks of a run, as their writer knows them. */
export class ChunkFolder {
  readonly #fileSystem: FileSystem;
  readonly #path: string;
  readonly #epoch: number;
  /** Chunks by name, with their size. */
  readonly #present: Map<string, number> = new Map();
  /** Chunks that are whole and durable: written, or read and compared, by this process. */
  readonly #trusted: Set<string> = new Set();

  private constructor(fileSystem: FileSystem, folder: string, epoch: number) {
    this.#fileSystem = fileSystem;
    this.#path = `${folder}/${names.chunks}`;
    this.#epoch = epoch;
  }

  /** Takes the chunks up where the last writer left them: removes temporary files, makes the rest durable. */
  static async open(fileSystem: FileSystem, folder: string, epoch: number): Promise<ChunkFolder> {
    const chunks = new ChunkFolder(fileSystem, folder, epoch);
    const entries = await listChunks(fileSystem, folder);
    await fileSystem.makeFolder(chunks.#path);
    for (const [name, entry] of entries) {
      if (names.isTemporary(name)) await fileSystem.remove(`${chunks.#path}/${name}`);
      else if (names.isChunk(name) && entry.kind === 'file') chunks.#present.set(name, entry.bytes);
    }
    // Renames that the last writer did not live to flush are used from here on.
    await fileSystem.syncFolder(chunks.#path);
    return chunks;
  }

  /**
   * Hashes the pieces of a snapshot and writes those that are not there yet. All are durable when it returns.
   *
   * @param known - names of pieces, by their index, that are as they were and are not looked at.
   * @returns the hashes of all pieces, in their order, and the bytes of those that were written.
   */
  async write(
    { plan, buffer, progress }: CommitRequest,
    known: ReadonlyMap<number, string>,
  ): Promise<{ newBytes: number; hashes: string[] }> {
    const hashes = new Array<string>(plan.pieces.length);
    const fresh = new Set<string>();
    let newBytes = 0;
    await runAll(plan.pieces, writesAtOnce, async ({ offset, bytes }, index) => {
      const name = known.get(index);
      if (name !== undefined) {
        if (!this.#trusted.has(name)) throw new Error(`chunk ${name}, which did not change, is gone`);
        hashes[index] = name;
        return;
      }
      if (progress !== undefined) waitForCopy(progress, offset + bytes);
      const piece = new Uint8Array(buffer, offset, bytes);
      const hash = sha256(piece);
      hashes[index] = hash;
      if (this.#trusted.has(hash) || fresh.has(hash)) return;
      fresh.add(hash);
      // A chunk from before this process may have rotted: everything from now on would refer to it.
      if (this.#present.get(hash) === bytes && (await this.#isWhole(hash))) return;
      const temporary = `${this.#path}/${names.temporary(hash, this.#epoch)}`;
      await writeDurably(this.#fileSystem, temporary, `${this.#path}/${hash}`, piece);
      this.#present.set(hash, bytes);
      newBytes += bytes;
    });
    if (fresh.size > 0) await this.#fileSystem.syncFolder(this.#path);
    for (const name of fresh) this.#trusted.add(name);
    return { newBytes, hashes };
  }

  async #isWhole(name: string): Promise<boolean> {
    try {
      return sha256(await this.#fileSystem.read(`${this.#path}/${name}`)) === name;
    } catch {
      // What cannot be read is written again; if the disk is at its end, that will say so.
      return false;
    }
  }

  /** Names the chunks that are not among those that are needed. */
  unneeded(needed: ReadonlySet<string>): { readonly names: readonly string[]; readonly bytes: number } {
    const unneeded = [...this.#present.keys()].filter((name) => !needed.has(name));
    return { names: unneeded, bytes: unneeded.reduce((sum, name) => sum + this.#present.get(name)!, 0) };
  }

  async remove(chunks: readonly string[]): Promise<void> {
    for (const name of chunks) {
      this.#trusted.delete(name);
      await removeIfThere(this.#fileSystem, `${this.#path}/${name}`);
      this.#present.delete(name);
    }
  }
}
