/** How many words each column of categories has had, and how many of them had a space inside. */
export class WordCounts {
  readonly #counts: Map<string, { words: number; phrases: number }>;

  constructor(entries: Iterable<readonly [string, { words: number; phrases: number }]> = []) {
    this.#counts = new Map(entries);
  }

  add(name: string, phrase: boolean): void {
    let counts = this.#counts.get(name);
    if (counts === undefined) {
      counts = { words: 0, phrases: 0 };
      this.#counts.set(name, counts);
    }
    counts.words += 1;
    if (phrase) counts.phrases += 1;
  }

  of(name: string): { readonly words: number; readonly phrases: number } {
    return this.#counts.get(name) ?? { words: 0, phrases: 0 };
  }

  state(): { counted: string; words: Float64Array; phrases: Float64Array } {
    const all = [...this.#counts.values()];
    return {
      counted: JSON.stringify([...this.#counts.keys()]),
      words: Float64Array.from(all, ({ words }) => words),
      phrases: Float64Array.from(all, ({ phrases }) => phrases),
    };
  }
}
