import { CheckpointError, damaged } from '../checkpoint-error.js';
import { sha256 } from '../digest/sha256.js';
import type { FileSystem } from '../io/file-system.js';
import type { Chunk, ChunkPiece } from './chunk.js';
import { names } from './names.js';

/** Reads chunks of a run. Its buffers are used again: a look at a large store must not need its size in memory. */
export class ChunkReader {
  readonly #fileSystem: FileSystem;
  readonly #folder: string;
  readonly #buffers: Uint8Array[] = [];

  constructor(fileSystem: FileSystem, folder: string) {
    this.#fileSystem = fileSystem;
    this.#folder = folder;
  }

  /**
   * Reads a chunk and lends its bytes. They have not been looked at: that is for `pieceOf`.
   *
   * @param use - may not keep the bytes, unless they are in `into`.
   * @param into - as long as the chunk, where its bytes are to go.
   * @throws CheckpointError `DAMAGED` if it cannot be read or has another size.
   */
  async read(chunk: Chunk, use: (bytes: Uint8Array) => void, into?: Uint8Array): Promise<void> {
    if (into !== undefined) {
      await this.#fill(chunk, into);
      use(into);
      return;
    }
    let buffer = this.#buffers.pop();
    if (buffer === undefined || buffer.length < chunk.bytes) buffer = new Uint8Array(chunk.bytes);
    const target = buffer.subarray(0, chunk.bytes);
    await this.#fill(chunk, target);
    use(target);
    this.#buffers.push(buffer);
  }

  async #fill({ name, bytes }: Chunk, target: Uint8Array): Promise<void> {
    let size: number;
    try {
      size = await this.#fileSystem.readInto(`${this.#folder}/${names.chunks}/${name}`, target);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new CheckpointError('DAMAGED', `chunk ${name} cannot be read: ${reason}`, { cause: error });
    }
    if (size !== bytes) damaged(`chunk ${name} has ${size} bytes, not ${bytes}`);
  }
}

/** Returns one piece of a chunk that was read. @throws CheckpointError `DAMAGED` if its hash is another. */
export function pieceOf({ name }: Chunk, { hash, offset, bytes }: ChunkPiece, from: Uint8Array): Uint8Array {
  const piece = from.subarray(offset, offset + bytes);
  if (sha256(piece) !== hash) damaged(`chunk ${name} was changed: its bytes at ${offset} have another hash`);
  return piece;
}
