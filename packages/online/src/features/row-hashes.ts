import { Random } from '@graph/core';
import { hashFeature, hashPair } from '@graph/learner';
import type { RowFeatures } from './row-features.js';

/** Pairs of columns that are hashed at most; of more some are drawn once. */
const MOST_PAIRS = 600;
/** Words of a column that stand for no value of it: the value itself, a missing one, and coarse parts. */
const VALUE = 1000;
const MISSING = 1001;
const COARSE = 2000;

/** What is in a row, as hashes: each number and which of 16 parts it is in, each category and each word, and pairs of columns. */
export class RowHashes {
  readonly #features: RowFeatures;
  readonly #seed: number;
  #indices: Uint32Array<ArrayBuffer> = new Uint32Array(0);
  #values: Float32Array<ArrayBuffer> = new Float32Array(0);
  #count = 0;
  /** The coarse hash of each column in the present row. */
  #tokens: Uint32Array = new Uint32Array(0);
  #pairs: readonly (readonly [number, number])[] = [];

  constructor(features: RowFeatures, seed: number) {
    this.#features = features;
    this.#seed = seed;
    this.grow();
  }

  get indices(): Uint32Array {
    return this.#indices;
  }

  get values(): Float32Array {
    return this.#values;
  }

  /** Hashes of the row that was hashed last. */
  get count(): number {
    return this.#count;
  }

  /**
   * Hashes a row.
   *
   * @param inputs - the row, encoded: what is standardised there is the value of its column.
   */
  hash(raw: Float32Array, from: number, inputs: Float32Array): void {
    const { columns } = this.#features;
    this.#count = 0;
    for (let at = 0; at < columns.length; at += 1) {
      const { type, raw: place, rawWidth, input } = columns[at]!;
      const value = raw[from + place]!;
      if (Number.isNaN(value) || !this.#features.isValue(at, value)) {
        this.#tokens[at] = hashFeature(at, MISSING);
        this.#push(this.#tokens[at]!, 1);
      } else if (type === 'text' || type === 'features') {
        for (let word = 0; word < rawWidth; word += 1) {
          const often = raw[from + place + word]!;
          if (often !== 0) this.#push(hashFeature(at, word), often);
        }
      } else if (type === 'number' || type === 'date') {
        const bin = this.#features.bin(at, value);
        this.#push(hashFeature(at, VALUE), inputs[input]!);
        this.#push(hashFeature(at, bin), 1);
        this.#tokens[at] = hashFeature(at, COARSE + (bin >> 1));
      } else {
        this.#tokens[at] = hashFeature(at, value);
        this.#push(this.#tokens[at]!, 1);
      }
    }
    for (const [left, right] of this.#pairs)
      this.#push(hashPair(this.#tokens[left]!, this.#tokens[right]!), 1);
  }

  /** Follows columns that were appended. */
  grow(): void {
    const { columns } = this.#features;
    const paired = columns.flatMap(({ type }, at) => (type === 'text' || type === 'features' ? [] : [at]));
    this.#pairs = choosePairs(paired, this.#seed);
    const most =
      2 * columns.length + columns.reduce((sum, { rawWidth }) => sum + rawWidth, 0) + this.#pairs.length;
    this.#indices = new Uint32Array(most);
    this.#values = new Float32Array(most);
    this.#tokens = new Uint32Array(columns.length);
  }

  #push(hash: number, value: number): void {
    this.#indices[this.#count] = hash;
    this.#values[this.#count] = value;
    this.#count += 1;
  }
}

/** All pairs, or where they are too many some of them: the same ones for the same columns. */
function choosePairs(columns: readonly number[], seed: number): [number, number][] {
  const count = (columns.length * (columns.length - 1)) / 2;
  if (count <= MOST_PAIRS)
    return columns.flatMap((right, at) =>
      columns.slice(0, at).map((left): [number, number] => [left, right]),
    );
  const random = Random.fromSeed(seed, 'pairs');
  const chosen = new Map<number, [number, number]>();
  while (chosen.size < MOST_PAIRS) {
    const [first, second] = [random.below(columns.length), random.below(columns.length)];
    const [left, right] = [Math.min(first, second), Math.max(first, second)];
    if (left !== right) chosen.set(right * columns.length + left, [columns[left]!, columns[right]!]);
  }
  return [...chosen.values()];
}
