/** Bytes of a block are about this many, so that growing copies nothing and leaves little unused. */
const BLOCK_BYTES = 2 ** 20;

/** One block of an arena, by the views that are needed. */
export type ArenaBlock = {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly floats: Float32Array<ArrayBuffer>;
  readonly doubles: Float64Array<ArrayBuffer>;
  readonly words: Int32Array<ArrayBuffer>;
};

/** Room for many records of one size, in blocks: more room moves nothing. */
export class BankArena {
  /** Bytes from one record to the next. */
  readonly stride: number;
  readonly #perBlock: number;
  readonly #blocks: ArenaBlock[] = [];

  /** @param bytes - of a record. */
  constructor(bytes: number) {
    this.stride = Math.ceil(bytes / 8) * 8;
    this.#perBlock = Math.max(1, Math.floor(BLOCK_BYTES / this.stride));
  }

  /** Makes room for the record of that number. */
  reserve(index: number): void {
    while (index >= this.#blocks.length * this.#perBlock) {
      const buffer = new ArrayBuffer(this.#perBlock * this.stride);
      this.#blocks.push({
        bytes: new Uint8Array(buffer),
        floats: new Float32Array(buffer),
        doubles: new Float64Array(buffer),
        words: new Int32Array(buffer),
      });
    }
  }

  /** The block that a record is in. */
  blockOf(index: number): ArenaBlock {
    return this.#blocks[Math.floor(index / this.#perBlock)]!;
  }

  /** Where in its block a record begins, in bytes. */
  offsetOf(index: number): number {
    return (index % this.#perBlock) * this.stride;
  }
}
