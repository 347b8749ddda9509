import type { RawRows } from '@graph/stream';
import type { ExpertRow } from '../experts/expert.js';
import type { RowFeatures } from './row-features.js';
import { RowHashes } from './row-hashes.js';

/** The row that is being looked at, encoded and hashed; kept as long as the same row is looked at again. */
export class CurrentFeatures {
  readonly #features: RowFeatures;
  readonly #hashes: RowHashes;
  #raw: Float32Array = new Float32Array(0);
  #row: { -readonly [K in keyof ExpertRow]: ExpertRow[K] };
  #isCurrent = false;

  constructor(features: RowFeatures, seed: number) {
    this.#features = features;
    this.#hashes = new RowHashes(features, seed);
    this.#row = this.#create();
  }

  /** The row that was looked at last. */
  get row(): ExpertRow {
    return this.#row;
  }

  /**
   * Looks at a row.
   *
   * @param lags - what it sees of the labels: `lagWidth` values from `lagsFrom` on.
   * @returns whether it is another row than the last one, or encoded anew.
   */
  look(rows: RawRows, row: number, lags: Float32Array | Float64Array, lagsFrom: number): boolean {
    const { rawWidth, lagWidth } = this.#features;
    const { data } = rows.inputs;
    const from = row * rawWidth;
    if (this.#isCurrent && this.#isSame(data, from, lags, lagsFrom)) return false;
    if (this.#raw.length !== rawWidth) this.#raw = new Float32Array(rawWidth);
    for (let at = 0; at < rawWidth; at += 1) this.#raw[at] = data[from + at]!;
    const own = this.#row;
    for (let at = 0; at < lagWidth; at += 1) own.lags[at] = lags[lagsFrom + at]!;
    this.#features.encode(this.#raw, 0, own.lags, 0, 1, own.inputs, 0);
    this.#hashes.hash(this.#raw, 0, own.inputs);
    own.count = this.#hashes.count;
    this.#isCurrent = true;
    return true;
  }

  /** Takes in that what was said of the row no longer holds. */
  outdate(): void {
    this.#isCurrent = false;
  }

  /** Follows columns that were appended and classes that were met. */
  grow(): void {
    this.#hashes.grow();
    this.#row = this.#create();
    this.#isCurrent = false;
  }

  #create(): ExpertRow {
    const { width, lagWidth } = this.#features;
    const { indices, values } = this.#hashes;
    return { inputs: new Float32Array(width), lags: new Float32Array(lagWidth), indices, values, count: 0 };
  }

  #isSame(raw: Float32Array, from: number, lags: Float32Array | Float64Array, lagsFrom: number): boolean {
    const own = this.#row.lags;
    // NaN, a missing value, is the same as itself here.
    for (let at = 0; at < this.#raw.length; at += 1)
      if (!Object.is(this.#raw[at], raw[from + at])) return false;
    for (let at = 0; at < own.length; at += 1) if (!Object.is(own[at], lags[lagsFrom + at])) return false;
    return true;
  }
}
