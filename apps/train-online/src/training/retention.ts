import type { StateTree } from './shapes.js';

/** Held-out figures of one level. */
export type HeldOut = {
  readonly rows: number;
  readonly mse: number;
  readonly baselineMse: number;
  readonly r2: number;
};

/** Held-out R² of every level after each level that was trained: what was learned, and what was forgotten since. */
export class Retention {
  /** R² by level, under the level after which it was measured. A level that is trained again replaces its row. */
  readonly #rows = new Map<number, Float64Array>();

  /** Keeps the figures of all levels, measured when `level` (1-based) had been trained. */
  record(level: number, r2: readonly number[]): void {
    this.#rows.delete(level);
    this.#rows.set(level, Float64Array.from(r2));
  }

  /** Returns a copy that can be added to without touching this one. */
  copy(): Retention {
    return Retention.from(this.state());
  }

  /** The levels trained, in the order in which they ended. */
  get levels(): readonly number[] {
    return [...this.#rows.keys()];
  }

  /** `matrix[i][j]`: R² on level j + 1 after the i-th level trained. */
  get matrix(): readonly (readonly number[])[] {
    return [...this.#rows.values()].map((row) => [...row]);
  }

  /** Mean of the last row over the levels trained; null before the first. */
  get averageR2(): number | null {
    const last = [...this.#rows.values()].at(-1);
    return last === undefined ? null : mean(this.levels.map((level) => last[level - 1]!));
  }

  /** Mean over the levels trained of the best R² so far less the last one; null before the first. */
  get forgetting(): number | null {
    const rows = [...this.#rows.values()];
    const last = rows.at(-1);
    if (last === undefined) return null;
    return mean(
      this.levels.map((level) => Math.max(...rows.map((row) => row[level - 1]!)) - last[level - 1]!),
    );
  }

  state(): StateTree {
    return {
      levels: Uint8Array.from(this.levels),
      rows: [...this.#rows.values()].map((r2) => ({ r2: r2.slice() })),
    };
  }

  static from(state: StateTree): Retention {
    const retention = new Retention();
    const rows = state['rows'] as readonly { readonly r2: Float64Array }[];
    for (const [at, level] of (state['levels'] as Uint8Array).entries())
      retention.record(level, [...rows[at]!.r2]);
    return retention;
  }
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
