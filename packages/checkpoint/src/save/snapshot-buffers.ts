// Rounding up lets a state that grows a little use its buffer again.
const GRANULE = 64 * 1024;

/**
 * Keeps the memory of one snapshot for the next: pages that were touched before are copied into several times faster
 * than new ones.
 */
export class SnapshotBuffers {
  #spare: ArrayBufferLike | undefined;

  /** Returns a buffer of at least this size. Its bytes are whatever they were. */
  take(byteLength: number, shared: boolean): ArrayBufferLike {
    const spare = this.#spare;
    this.#spare = undefined;
    if (
      spare !== undefined &&
      spare.byteLength >= byteLength &&
      spare.byteLength <= 2 * byteLength + GRANULE
    ) {
      return spare;
    }
    const size = Math.ceil(byteLength / GRANULE) * GRANULE;
    return shared ? new SharedArrayBuffer(size) : new ArrayBuffer(size);
  }

  /** Takes back a buffer that nobody reads any more. */
  give(buffer: ArrayBufferLike): void {
    this.#spare = buffer;
  }
}
