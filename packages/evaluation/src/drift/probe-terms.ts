import { Random } from '@graph/core';

/** 1, the inputs, and hinges for the rest: what a row costs grows with the square of it. */
const TERMS = 24;

/** Inputs that a hinge adds up. */
const INPUTS_PER_HINGE = 3;

/**
 * What a linear probe sees of a row: 1, its inputs, and in the room that is left hinges, max(0, bias ± input ± …), of a few
 * inputs that are drawn once and for all: random features (Rahimi and Recht 2008), by which it sees bends, too.
 *
 * Inputs that have no room are added to the first ones, every other round of them negated: feature hashing (Weinberger et al. 2009)
 * with a fixed hash.
 */
export class ProbeTerms {
  /** Those of the row that was read last. */
  readonly values: Float64Array = new Float64Array(TERMS);
  readonly #width: number;
  readonly #inputs: number; // that have a place of their own
  readonly #places: Uint8Array; // `[hinges, inputs of a hinge]`, into `values`
  readonly #signs: Int8Array;
  readonly #biases: Float64Array;

  /** @param width - inputs of a row, ≥ 1. */
  constructor(width: number) {
    this.#width = width;
    this.#inputs = Math.min(width, TERMS - 1);
    const perHinge = Math.min(INPUTS_PER_HINGE, this.#inputs);
    const hinges = TERMS - 1 - this.#inputs;
    const random = Random.fromSeed(0, 'hinges');
    this.#places = new Uint8Array(hinges * perHinge);
    this.#signs = new Int8Array(hinges * perHinge);
    this.#biases = new Float64Array(hinges);
    for (let hinge = 0; hinge < hinges; hinge += 1) {
      const first = hinge * perHinge;
      for (let at = first; at < first + perHinge; at += 1) {
        do this.#places[at] = 1 + random.below(this.#inputs);
        while (this.#places.subarray(first, at).includes(this.#places[at]!));
        this.#signs[at] = random.below(2) === 0 ? -1 : 1;
      }
      // Within a standard deviation of the sum, for inputs of unit scale.
      this.#biases[hinge] = (2 * random.float() - 1) * Math.sqrt(perHinge);
    }
  }

  /** Reads the row of `inputs`, `[≥ offset + width]`, that begins at `offset`. */
  read(inputs: ArrayLike<number>, offset: number): void {
    const values = this.values;
    const room = this.#inputs;
    values[0] = 1;
    for (let at = 0; at < room; at += 1) values[at + 1] = inputs[offset + at]!;
    for (let at = room; at < this.#width; at += 1) {
      const value = inputs[offset + at]!;
      values[(at % room) + 1]! += Math.floor(at / room) % 2 === 0 ? value : -value;
    }
    const perHinge = this.#places.length / this.#biases.length;
    for (let hinge = 0; hinge < this.#biases.length; hinge += 1) {
      let sum = this.#biases[hinge]!;
      for (let at = hinge * perHinge; at < (hinge + 1) * perHinge; at += 1)
        sum += this.#signs[at]! * values[this.#places[at]!]!;
      values[1 + room + hinge] = Math.max(0, sum);
    }
  }
}
