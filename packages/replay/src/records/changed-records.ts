/** Bytes that are looked at together. */
const BLOCK_BYTES = 65_536;

/** Which parts of the records have changed: one mark for every 64 KiB. */
export class ChangedRecords {
  readonly #stride: number;
  readonly #marks: Uint8Array;

  /** Everything counts as changed at first. */
  constructor(stride: number, capacity: number) {
    this.#stride = stride;
    this.#marks = new Uint8Array(Math.floor((stride * capacity) / BLOCK_BYTES) + 1).fill(1);
  }

  /** Marks that the records of `slots[0..count)` were written. */
  mark(slots: Int32Array, count: number): void {
    const stride = this.#stride;
    const marks = this.#marks;
    for (let at = 0; at < count; at += 1) {
      const first = slots[at]! * stride;
      const last = (first + stride - 1) / BLOCK_BYTES;
      for (let block = Math.floor(first / BLOCK_BYTES); block <= last; block += 1) marks[block] = 1;
    }
  }

  markAll(): void {
    this.#marks.fill(1);
  }

  /** Returns the byte ranges that have changed since the last call, below `bytes`, in order; then none has. */
  take(bytes: number): [from: number, to: number][] {
    const ranges: [number, number][] = [];
    const marks = this.#marks;
    for (let block = 0; block * BLOCK_BYTES < bytes; block += 1) {
      if (marks[block] === 0) continue;
      const from = block * BLOCK_BYTES;
      const to = Math.min(from + BLOCK_BYTES, bytes);
      const last = ranges.at(-1);
      if (last?.[1] === from) last[1] = to;
      else ranges.push([from, to]);
    }
    marks.fill(0);
    return ranges;
  }
}
