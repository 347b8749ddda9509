/**
 * Finds a row's slot by its id: open addressing with linear probing, at most two thirds full, deletion by shifting
 * back (Knuth, The Art of Computer Programming 6.4, algorithm R), so that nothing ever degrades. 4 to 12 bytes a row.
 */
export class IdIndex {
  readonly #ids: Float64Array;
  readonly #table: Int32Array;
  readonly #mask: number;

  /** @param ids - the id of each slot; kept, not copied. Set it before `add`, change it only after `delete`. */
  constructor(ids: Float64Array) {
    this.#ids = ids;
    let size = 4;
    while (size * 2 < ids.length * 3) size *= 2;
    this.#table = new Int32Array(size).fill(-1);
    this.#mask = size - 1;
  }

  /** Returns the slot of `id`, or -1. */
  slotOf(id: number): number {
    for (let at = this.#home(id); ; at = (at + 1) & this.#mask) {
      const slot = this.#table[at]!;
      if (slot === -1 || this.#ids[slot] === id) return slot;
    }
  }

  /** Remembers that `ids[slot]` is in `slot`. */
  add(slot: number): void {
    let at = this.#home(this.#ids[slot]!);
    while (this.#table[at] !== -1) at = (at + 1) & this.#mask;
    this.#table[at] = slot;
  }

  /** Forgets `ids[slot]`. */
  delete(slot: number): void {
    const table = this.#table;
    let hole = this.#home(this.#ids[slot]!);
    while (table[hole] !== slot) hole = (hole + 1) & this.#mask;
    for (let at = (hole + 1) & this.#mask; table[at] !== -1; at = (at + 1) & this.#mask) {
      const home = this.#home(this.#ids[table[at]!]!);
      // An entry may move back to the hole unless its home lies after the hole.
      if (((at - home) & this.#mask) >= ((at - hole) & this.#mask)) {
        table[hole] = table[at]!;
        hole = at;
      }
    }
    table[hole] = -1;
  }

  #home(id: number): number {
    // Fibonacci hashing of the low 32 bits; ids are counted up, so these differ.
    return (Math.imul(id | 0, 0x9e37_79b1) >>> 7) & this.#mask;
  }
}
