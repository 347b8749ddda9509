import { BLOCKS, type Block, type RowFeatures } from './row-features.js';

/**
 * Which inputs of an encoded row an expert takes, and in which order. The blocks of a row move when it gets wider; an expert's
 * inputs keep their places, and new ones come behind them.
 */
export class InputMap {
  readonly #features: RowFeatures;
  readonly #blocks: readonly Block[];
  /** Triples: block, from, to. */
  #runs: number[];
  /** Pairs: where each run begins and ends in an encoded row. */
  #places: number[] = [];
  #width = 0;
  readonly #most: number;

  /**
   * @param most - inputs that it takes at most: the first ones of the first blocks.
   * @param runs - `state()` of an earlier one.
   */
  constructor(
    features: RowFeatures,
    blocks: readonly Block[],
    most: number = Number.POSITIVE_INFINITY,
    runs: ArrayLike<number> = [],
  ) {
    this.#most = most;
    this.#features = features;
    this.#blocks = blocks;
    this.#runs = Array.from(runs);
    if (runs.length === 0) this.grow();
    else this.#place();
  }

  /** Inputs of the expert. */
  get width(): number {
    return this.#width;
  }

  /** Which block one of the inputs is from, and which input of the block it is. */
  placeOf(input: number): readonly [Block, number] {
    let first = 0;
    for (let run = 0; run < this.#runs.length; run += 3) {
      const [block, from, to] = this.#runs.slice(run, run + 3) as [number, number, number];
      if (input < first + to - from) return [BLOCKS[block]!, from + input - first];
      first += to - from;
    }
    throw new RangeError(`input is ${input}, wanted one under ${first}`);
  }

  /** Copies the inputs of a row. */
  gather(row: Float32Array | Float64Array, from: number, out: Float32Array | Float64Array, to: number): void {
    const places = this.#places;
    for (let run = 0; run < places.length; run += 2) {
      const end = from + places[run + 1]!;
      for (let at = from + places[run]!; at < end; at += 1) {
        out[to] = row[at]!;
        to += 1;
      }
    }
  }

  /** Takes in that rows got wider; returns how many inputs are new. */
  grow(): number {
    const before = this.#width;
    for (const block of this.#blocks) {
      const code = BLOCKS.indexOf(block);
      let covered = 0;
      for (let run = 0; run < this.#runs.length; run += 3)
        if (this.#runs[run] === code) covered = Math.max(covered, this.#runs[run + 2]!);
      const width = this.#features.widthOf(block);
      const to = Math.min(width, covered + this.#most - this.#width);
      if (to <= covered) continue;
      this.#runs.push(code, covered, to);
      this.#width += to - covered;
    }
    this.#place();
    return this.#width - before;
  }

  state(): Int32Array<ArrayBuffer> {
    return Int32Array.from(this.#runs);
  }

  #place(): void {
    this.#places = [];
    this.#width = 0;
    for (let run = 0; run < this.#runs.length; run += 3) {
      const offset = this.#features.offsetOf(BLOCKS[this.#runs[run]!]!);
      const [from, to] = [offset + this.#runs[run + 1]!, offset + this.#runs[run + 2]!];
      this.#width += to - from;
      // Blocks that lie side by side are one run.
      if (this.#places.at(-1) === from) this.#places[this.#places.length - 1] = to;
      else this.#places.push(from, to);
    }
  }
}
