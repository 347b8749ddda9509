/** The ids about which something is being written down right now. */
export class IdsInFlight {
  readonly #counts: Map<string, number> = new Map();

  has(id: string): boolean {
    return this.#counts.has(id);
  }

  /** Counts an id until what is done about it has settled. */
  during<T>(id: string | undefined, settled: Promise<T>): Promise<T> {
    if (id === undefined) return settled;
    this.#counts.set(id, (this.#counts.get(id) ?? 0) + 1);
    return settled.finally(() => {
      const left = this.#counts.get(id)! - 1;
      if (left === 0) this.#counts.delete(id);
      else this.#counts.set(id, left);
    });
  }
}
