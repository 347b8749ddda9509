import { sha256 } from '../digest/sha256.js';
import { type Chunk, type ChunkPiece, chunkName, type PlacedPiece } from '../folder/chunk.js';
import { names } from '../folder/names.js';
import { ChunkReader, pieceOf } from '../folder/read-chunk.js';
import { listChunks } from '../folder/read-manifests.js';
import { type FileSystem, removeIfThere } from '../io/file-system.js';
import { runAll } from '../io/run-all.js';
import { writeDurably } from '../io/write-durably.js';
import type { CommitRequest } from './committer.js';
import { waitForCopy } from './copy-progress.js';
import { grouped, type NewPiece, runs } from './new-pieces.js';

// Flushes that wait for the disk at the same time share its journal's commits. Of 2 to 16, 10 was the fastest (bench).
const WRITES_AT_ONCE = 10;

// A chunk of which a checkpoint needs less than one part in so many is not kept for it: what it needs is written again.
// So the chunks of a checkpoint have at most so many times its bytes, whatever changed in which order.
const SPARSE = 4;

/** What a write found and did. */
type Written = {
  /** The hashes of all pieces of the snapshot, in their order. */
  readonly hashes: readonly string[];
  /** The chunks that hold them, each once, with these pieces only. */
  readonly chunks: readonly Chunk[];
  /** Bytes that had to be written. */
  readonly newBytes: number;
};

/** The chunks of a run, as their writer knows them. */
export class ChunkFolder {
  readonly #fileSystem: FileSystem;
  readonly #reader: ChunkReader;
  readonly #path: string;
  readonly #epoch: number;
  /** What is in the folder, by name; without pieces where no manifest has said what it holds. */
  readonly #present: Map<string, Chunk> = new Map();
  /** Where each piece is, by its hash. */
  readonly #places: Map<string, PlacedPiece> = new Map();
  /** Chunks that are whole and durable: written, or read and compared, by this process. */
  readonly #trusted: Set<Chunk> = new Set();

  private constructor(fileSystem: FileSystem, folder: string, epoch: number) {
    this.#fileSystem = fileSystem;
    this.#reader = new ChunkReader(fileSystem, folder);
    this.#path = `${folder}/${names.chunks}`;
    this.#epoch = epoch;
  }

  /** Continues with the chunks as the last writer left them: removes temporary files, makes the rest durable. */
  static async open(fileSystem: FileSystem, folder: string, epoch: number): Promise<ChunkFolder> {
    const chunks = new ChunkFolder(fileSystem, folder, epoch);
    const entries = await listChunks(fileSystem, folder);
    await fileSystem.makeFolder(chunks.#path);
    for (const [name, { kind, bytes }] of entries) {
      if (names.isTemporary(name)) await fileSystem.remove(`${chunks.#path}/${name}`);
      else if (names.isChunk(name) && kind === 'file') chunks.#present.set(name, { name, bytes, pieces: [] });
    }
    // Renames that the last writer did not live to flush are used from here on.
    await fileSystem.syncFolder(chunks.#path);
    return chunks;
  }

  /** Learns from a manifest what a chunk holds. It is read and compared before anything new refers to it. */
  know(chunk: Chunk): void {
    const there = this.#present.get(chunk.name);
    if (there?.bytes !== chunk.bytes) return;
    // Each manifest names the pieces that it needs.
    const known = new Set(there.pieces.map(({ hash }) => hash));
    const pieces = [...there.pieces, ...chunk.pieces.filter(({ hash }) => !known.has(hash))];
    this.#add({ ...there, pieces: pieces.sort((a, b) => a.offset - b.offset) });
  }

  #add(chunk: Chunk): void {
    this.#present.set(chunk.name, chunk);
    for (const piece of chunk.pieces) this.#places.set(piece.hash, { chunk, piece });
  }

  #forget(chunk: Chunk): void {
    for (const { hash } of chunk.pieces) {
      if (this.#places.get(hash)?.chunk.name === chunk.name) this.#places.delete(hash);
    }
  }

  /**
   * Hashes the pieces of a snapshot and writes those that no chunk holds yet. All are durable when it returns.
   *
   * @param known - hashes of pieces, by their index, that are as they were and are not looked at.
   */
  async write(request: CommitRequest, known: ReadonlyMap<number, string>): Promise<Written> {
    const hashes: string[] = [];
    const fresh: Chunk[] = [];
    const pieces = this.#piecesToWrite(request, known, hashes);
    await runAll(grouped(pieces, request.chunkBytes), WRITES_AT_ONCE, async (group) => {
      fresh.push(await this.#writeChunk(group));
    });
    if (fresh.length > 0) await this.#fileSystem.syncFolder(this.#path);
    for (const chunk of fresh) {
      this.#add(chunk);
      this.#trusted.add(chunk);
    }
    const needed = new Map<Chunk, Set<ChunkPiece>>();
    for (const hash of hashes) {
      const { chunk, piece } = this.#places.get(hash)!;
      needed.set(chunk, (needed.get(chunk) ?? new Set()).add(piece));
    }
    return {
      hashes,
      chunks: [...needed].map(([chunk, pieces]) => ({
        ...chunk,
        pieces: chunk.pieces.filter((piece) => pieces.has(piece)),
      })),
      newBytes: fresh.reduce((sum, { bytes }) => sum + bytes, 0),
    };
  }

  /** Hashes one piece after another, as they are asked for. Yields those that have to be written, each once. */
  async *#piecesToWrite(
    request: CommitRequest,
    known: ReadonlyMap<number, string>,
    hashes: string[],
  ): AsyncGenerator<NewPiece> {
    const { plan, buffer, progress } = request;
    const found = new Set<string>();
    for (const [index, { offset, bytes }] of plan.pieces.entries()) {
      const unchanged = known.get(index);
      if (unchanged !== undefined) {
        const place = this.#places.get(unchanged);
        if (place === undefined || !this.#trusted.has(place.chunk) || place.piece.bytes !== bytes)
          throw new Error(`piece ${unchanged} of ${bytes} bytes, which did not change, is not there`);
        hashes.push(unchanged);
        continue;
      }
      if (progress !== undefined) waitForCopy(progress, offset + bytes);
      const data = new Uint8Array(buffer, offset, bytes);
      const hash = sha256(data);
      hashes.push(hash);
      if (this.#places.has(hash) || found.has(hash)) continue;
      found.add(hash);
      yield { hash, data };
    }
    yield* await this.#piecesToMove(request, known, hashes);
  }

  /** Returns the pieces whose chunks turn out to be damaged, or hold too little that is still needed. */
  async #piecesToMove(
    { plan, buffer }: CommitRequest,
    known: ReadonlyMap<number, string>,
    hashes: readonly string[],
  ): Promise<NewPiece[]> {
    const placeOf = (index: number): Uint8Array =>
      new Uint8Array(buffer, plan.pieces[index]!.offset, plan.pieces[index]!.bytes);
    const moved: NewPiece[] = [];
    for (const [chunk, indexes] of this.#neededOf(hashes)) {
      const isWhole = this.#trusted.has(chunk) || (await this.#isWhole(chunk));
      if (isWhole) this.#trusted.add(chunk);
      const bytes = indexes.reduce((sum, index) => sum + plan.pieces[index]!.bytes, 0);
      if (isWhole && bytes * SPARSE >= chunk.bytes) continue;
      const unchanged = indexes.filter((index) => known.has(index));
      if (unchanged.length > 0) {
        // The snapshot has room for what did not change, but not the bytes.
        await this.#reader.read(chunk, (from) => {
          for (const index of unchanged) {
            const { piece } = this.#places.get(hashes[index]!)!;
            placeOf(index).set(pieceOf(chunk, piece, from));
          }
        });
      }
      for (const index of indexes) moved.push({ hash: hashes[index]!, data: placeOf(index) });
      this.#forget(chunk);
    }
    return moved;
  }

  /** Finds the chunks that were there already, each with one index of every piece that is needed of it. */
  #neededOf(hashes: readonly string[]): Map<Chunk, number[]> {
    const needed = new Map<Chunk, number[]>();
    for (const [hash, index] of new Map(hashes.map((hash, index) => [hash, index]))) {
      const chunk = this.#places.get(hash)?.chunk;
      if (chunk === undefined) continue;
      const indexes = needed.get(chunk);
      if (indexes === undefined) needed.set(chunk, [index]);
      else indexes.push(index);
    }
    return needed;
  }

  /** A chunk from before this process may have rotted: everything from now on would refer to it. */
  async #isWhole(chunk: Chunk): Promise<boolean> {
    try {
      await this.#reader.read(chunk, (bytes) => {
        for (const piece of chunk.pieces) pieceOf(chunk, piece, bytes);
      });
      return true;
    } catch {
      // What cannot be read is written again; if the disk is at its end, that will say so.
      return false;
    }
  }

  async #writeChunk(pieces: readonly NewPiece[]): Promise<Chunk> {
    let bytes = 0;
    const places = pieces.map(({ hash, data }) => {
      const offset = bytes;
      bytes += data.length;
      return { hash, offset, bytes: data.length };
    });
    const chunk: Chunk = { name: chunkName(pieces.map(({ hash }) => hash)), bytes, pieces: places };
    const temporary = `${this.#path}/${names.temporary(chunk.name, this.#epoch)}`;
    await writeDurably(this.#fileSystem, temporary, `${this.#path}/${chunk.name}`, runs(pieces));
    // Not yet as one that may be referred to: its name is not durable.
    if (!this.#present.has(chunk.name)) this.#present.set(chunk.name, { ...chunk, pieces: [] });
    return chunk;
  }

  /** Names the chunks that are not among those that are needed. */
  unneeded(needed: ReadonlySet<string>): { readonly names: readonly string[]; readonly bytes: number } {
    const unneeded = [...this.#present.values()].filter(({ name }) => !needed.has(name));
    return {
      names: unneeded.map(({ name }) => name),
      bytes: unneeded.reduce((sum, { bytes }) => sum + bytes, 0),
    };
  }

  async remove(chunks: readonly string[]): Promise<void> {
    for (const name of chunks) {
      const chunk = this.#present.get(name)!;
      this.#trusted.delete(chunk);
      this.#forget(chunk);
      await removeIfThere(this.#fileSystem, `${this.#path}/${name}`);
      this.#present.delete(name);
    }
  }
}
