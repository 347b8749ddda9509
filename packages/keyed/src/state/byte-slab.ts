/** Room for many small pieces of bytes that are let go of together: cut from larger pieces, since each of its own costs more than to fill it. */
export class ByteSlab {
  readonly #bytes: number;
  #slab = new ArrayBuffer(0);
  #used = 0;

  /** @param bytes - of a slab, which lives as long as one of its pieces. */
  constructor(bytes: number) {
    this.#bytes = bytes;
  }

  /** Gives room for so many bytes, which begins at a multiple of 8. */
  take(length: number): Uint8Array {
    if (length > this.#bytes / 4) return new Uint8Array(length);
    if (this.#used + length > this.#slab.byteLength) {
      this.#slab = new ArrayBuffer(this.#bytes);
      this.#used = 0;
    }
    const room = new Uint8Array(this.#slab, this.#used, length);
    this.#used += Math.ceil(length / 8) * 8;
    return room;
  }
}
