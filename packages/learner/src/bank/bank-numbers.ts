/** Which numbers networks have: the one that was given back last is given away first. */
export class BankNumbers {
  /** Numbers below this were given away. */
  count = 0;
  readonly #free: number[] = [];
  #isUsed = new Uint8Array(16);

  /** Those that were given back. */
  get free(): readonly number[] {
    return this.#free;
  }

  /** The number that `take` will give. */
  get next(): number {
    return this.#free.at(-1) ?? this.count;
  }

  has(index: number): boolean {
    return this.#isUsed[index] === 1;
  }

  /** Gives `next` away. */
  take(): number {
    const index = this.#free.pop() ?? this.count;
    if (index === this.count) this.count += 1;
    if (index >= this.#isUsed.length) {
      const isUsed = new Uint8Array(2 * index);
      isUsed.set(this.#isUsed);
      this.#isUsed = isUsed;
    }
    this.#isUsed[index] = 1;
    return index;
  }

  give(index: number): void {
    this.#isUsed[index] = 0;
    this.#free.push(index);
  }
}
