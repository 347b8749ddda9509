/** Slots in the order in which they were pushed: a ring that grows, amortised O(1). */
export class SlotQueue {
  #slots: Int32Array = new Int32Array(8);
  #start = 0;
  #count = 0;

  /** The slot pushed first of those still in. */
  get first(): number {
    return this.#slots[this.#start]!;
  }

  push(slot: number): void {
    const { length } = this.#slots;
    if (this.#count === length) {
      const longer = new Int32Array(length * 2);
      longer.set(this.#slots.subarray(this.#start));
      longer.set(this.#slots.subarray(0, this.#start), length - this.#start);
      this.#slots = longer;
      this.#start = 0;
    }
    // The length is a power of two.
    this.#slots[(this.#start + this.#count) & (this.#slots.length - 1)] = slot;
    this.#count += 1;
  }

  /** Takes the first one out. */
  shift(): number {
    const { first } = this;
    this.#start = (this.#start + 1) & (this.#slots.length - 1);
    this.#count -= 1;
    return first;
  }
}
