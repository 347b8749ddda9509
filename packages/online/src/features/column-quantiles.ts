import { Random, type RandomState, type StateReader, type StateTree } from '@graph/core';
import type { ColumnStatistics } from '@graph/stream';

/** Values of a column that are kept to estimate its quantiles from, and over all columns. */
const KEPT = 2000;
const KEPT_OF_ALL = 400_000;
const LEAST_KEPT = 100;
/** Parts of equal frequency. */
const BINS = 16;
/** Deviations beyond which a value has no part in them: what is far, and what reads as missing. */
const FAR = 32;
const MISSING = 1000;

/**
 * Running quantiles of many columns: of each a sample without replacement of all its values (Vitter, "Random sampling with a
 * reservoir", 1985, algorithm R), and the edges of 16 parts of equal frequency as they were when they were last refreshed.
 */
export class ColumnQuantiles {
  #columns: number;
  readonly #random: Random;
  #samples: Float32Array[];
  #counts: number[];
  /** `[columns, BINS + 1]`. */
  #edges: Float32Array<ArrayBuffer>;
  /** `[columns]`: whether a column has had more than two values. */
  #varied: Uint8Array<ArrayBuffer>;
  /** `[columns, 3]`: between which values one is a value, and what stands for none. */
  #limits: Float64Array<ArrayBuffer>;

  /** @param reader - of the `state()` of an earlier one of as many columns. */
  constructor(columns: number, seed: number, reader?: StateReader) {
    this.#columns = columns;
    this.#random =
      reader?.restore('random', (state: RandomState) => Random.from(state)) ??
      Random.fromSeed(seed, 'quantiles');
    this.#edges =
      reader?.array<Float32Array<ArrayBuffer>>('edges', Float32Array, columns * (BINS + 1)) ??
      new Float32Array(columns * (BINS + 1));
    this.#varied =
      reader?.array<Uint8Array<ArrayBuffer>>('varied', Uint8Array, columns) ?? new Uint8Array(columns);
    this.#limits = reader?.floats('limits', columns * 3) ?? noLimits(columns);
    this.#counts = Array.from(reader?.floats('counts', columns) ?? new Float64Array(columns));
    const sizes = reader?.array('sizes', Int32Array, columns);
    const samples = reader?.array('samples', Float32Array);
    let from = 0;
    this.#samples = Array.from({ length: columns }, (_, column) => {
      const size = sizes?.[column] ?? 0;
      const sample = samples?.slice(from, from + size) ?? new Float32Array(0);
      from += size;
      return sample;
    });
  }

  get columns(): number {
    return this.#columns;
  }

  /** Takes in a value of a column. */
  add(column: number, value: number): void {
    const count = this.#counts[column]! + 1;
    this.#counts[column] = count;
    const sample = this.#samples[column]!;
    const kept = Math.max(LEAST_KEPT, Math.min(KEPT, Math.floor(KEPT_OF_ALL / this.#columns)));
    if (count <= kept) {
      if (count > sample.length) {
        const longer = new Float32Array(Math.min(kept, Math.max(16, 2 * sample.length)));
        longer.set(sample);
        this.#samples[column] = longer;
      }
      this.#samples[column]![count - 1] = value;
      return;
    }
    const place = this.#random.below(Math.min(count, 2 ** 32));
    if (place < sample.length) sample[place] = value;
  }

  /**
   * Estimates the edges from what was sampled so far and is not wild.
   *
   * @param statistics - of each column; undefined where nothing is known of it.
   */
  refresh(statistics: readonly (ColumnStatistics | undefined)[]): void {
    for (let column = 0; column < this.#columns; column += 1) {
      const sample = this.#samples[column]!;
      const kept = sample.slice(0, Math.min(this.#counts[column]!, sample.length));
      const known = statistics[column];
      const sorted = (known === undefined ? kept : usual(kept, known)).sort();
      const size = sorted.length;
      if (size === 0) continue;
      if (known !== undefined) this.#limits.set(limitsOf(known), column * 3);
      for (let edge = 0; edge <= BINS; edge += 1)
        this.#edges[column * (BINS + 1) + edge] = sorted[Math.round((edge * (size - 1)) / BINS)]!;
      let distinct = 1;
      for (let at = 1; at < size && distinct < 3; at += 1) if (sorted[at] !== sorted[at - 1]) distinct += 1;
      this.#varied[column] = distinct > 2 ? 1 : 0;
    }
  }

  /** Whether a value is one: NaN is none, what is too far away is none, nor what stands for none. */
  isValue(column: number, value: number): boolean {
    const at = column * 3;
    const limits = this.#limits;
    return value >= limits[at]! && value <= limits[at + 1]! && value !== limits[at + 2];
  }

  /** Which of the 16 parts a value is in: as many as inner edges are not over it. */
  bin(column: number, value: number): number {
    const edges = this.#edges;
    let [low, high] = [column * (BINS + 1) + 1, column * (BINS + 1) + BINS];
    const first = low;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (edges[middle]! <= value) low = middle + 1;
      else high = middle;
    }
    return low - first;
  }

  /**
   * Writes `pieces` inputs of a value: 1 for each part below it, 0 for each above, and in its own how far it has come (Gorishniy
   * et al., "On embeddings for numerical features in tabular deep learning", 2022). All are 0 where there is no value, and of a
   * column of two values, of which the standardised input says all.
   *
   * @param pieces - 2, 4, 8 or 16.
   */
  encode(column: number, value: number, pieces: number, out: Float32Array, to: number): void {
    if (this.#varied[column] === 0 || !this.isValue(column, value)) {
      for (let piece = 0; piece < pieces; piece += 1) out[to + piece] = 0;
      return;
    }
    const step = BINS / pieces;
    const own = Math.floor(this.bin(column, value) / step);
    const low = this.#edges[column * (BINS + 1) + own * step]!;
    const high = this.#edges[column * (BINS + 1) + (own + 1) * step]!;
    const part = high > low ? (value - low) / (high - low) : 1;
    for (let piece = 0; piece < own; piece += 1) out[to + piece] = 1;
    out[to + own] = Math.max(0, Math.min(part, 1));
    for (let piece = own + 1; piece < pieces; piece += 1) out[to + piece] = 0;
  }

  /** Makes room for columns behind the others. */
  widen(columns: number): void {
    const edges = new Float32Array(columns * (BINS + 1));
    edges.set(this.#edges);
    const varied = new Uint8Array(columns);
    varied.set(this.#varied);
    const limits = noLimits(columns);
    limits.set(this.#limits);
    this.#limits = limits;
    this.#edges = edges;
    this.#varied = varied;
    for (let column = this.#columns; column < columns; column += 1) {
      this.#samples.push(new Float32Array(0));
      this.#counts.push(0);
    }
    this.#columns = columns;
  }

  state(): StateTree {
    const sizes = Int32Array.from(this.#samples, (sample) => sample.length);
    const samples = new Float32Array(sizes.reduce((sum, size) => sum + size, 0));
    let from = 0;
    for (const sample of this.#samples) {
      samples.set(sample, from);
      from += sample.length;
    }
    return {
      random: this.#random.state(),
      edges: this.#edges.slice(),
      varied: this.#varied.slice(),
      limits: this.#limits.slice(),
      counts: Float64Array.from(this.#counts),
      sizes,
      samples,
    };
  }
}

function noLimits(columns: number): Float64Array<ArrayBuffer> {
  const limits = new Float64Array(columns * 3);
  for (let column = 0; column < columns; column += 1)
    limits.set([Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, Number.NaN], column * 3);
  return limits;
}

/** Between which values an encoder takes one for a value, and what stands for none. */
function limitsOf({ mean, deviation, sentinel }: ColumnStatistics): [number, number, number] {
  const reach = deviation > 0 ? MISSING * deviation : Number.POSITIVE_INFINITY;
  return [mean - reach, mean + reach, sentinel];
}

function usual(values: Float32Array, { mean, deviation, sentinel }: ColumnStatistics): Float32Array {
  return values.filter((value) => Math.abs(value - mean) <= FAR * deviation && value !== sentinel);
}
