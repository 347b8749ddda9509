import type { StateReader, StateTree } from '@graph/core';
import { crc32 } from '../log/crc32.js';

/** A predicted row that waits for its label. */
export type WaitingId = {
  /** When it was predicted, in milliseconds since 1970. */
  readonly since: number;
  /** How many rows were predicted with an id before it. */
  readonly place: number;
  /** A checksum of its features, which tells the same request from another one with that id. */
  readonly sum: number;
};

const ENCODER: InstanceType<typeof TextEncoder> = new TextEncoder();

/** The ids whose labels have not come, the oldest first. */
export class WaitingIds {
  readonly #ids: Map<string, WaitingId> = new Map();
  #places = 0;

  /** @param reader - of the `state()` of another. */
  constructor(reader?: StateReader) {
    if (reader === undefined) return;
    const ids = reader.texts('ids');
    const since = reader.floats('since', ids.length);
    const places = reader.floats('places', ids.length);
    const sums = reader.array('sums', Uint32Array, ids.length);
    for (const [at, id] of ids.entries())
      this.#ids.set(id, { since: since[at]!, place: places[at]!, sum: sums[at]! });
    this.#places = reader.count('next');
  }

  get size(): number {
    return this.#ids.size;
  }

  /** The place of the next id. */
  get next(): number {
    return this.#places;
  }

  get(id: string): WaitingId | undefined {
    return this.#ids.get(id);
  }

  /** The id that has waited longest. */
  get oldest(): (WaitingId & { readonly id: string }) | undefined {
    const next = this.#ids.entries().next();
    return next.done === true ? undefined : { id: next.value[0], ...next.value[1] };
  }

  add(id: string, since: number, features: unknown): void {
    this.#ids.set(id, { since, place: this.#places, sum: sumOf(features) });
    this.#places += 1;
  }

  delete(id: string): void {
    this.#ids.delete(id);
  }

  state(): StateTree {
    const waiting = [...this.#ids.values()];
    return {
      ids: [...this.#ids.keys()],
      since: Float64Array.from(waiting, ({ since }) => since),
      places: Float64Array.from(waiting, ({ place }) => place),
      sums: Uint32Array.from(waiting, ({ sum }) => sum),
      next: this.#places,
    };
  }
}

/** Sums up the features of a row, in the order in which they were given. */
export function sumOf(features: unknown): number {
  return crc32(ENCODER.encode(JSON.stringify(features)));
}
