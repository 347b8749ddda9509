import { Random, type RandomState } from '@graph/core';

/**
 * The numbers of `Random` (xoroshiro128+), its four words in an array, so that the kernels of both languages draw from
 * one and the same stream.
 */
export class WordRandom {
  /** As in `RandomState`. */
  readonly words: Int32Array;
  readonly #header: Omit<RandomState, 'words'>;

  constructor(words: Int32Array, state: RandomState) {
    // Random.from checks whether it is such a state.
    const { words: initial, ...header } = Random.from(state).state();
    this.words = words;
    this.#header = header;
    words.set(initial);
  }

  /** Returns a copy of the state. */
  state(): RandomState {
    return { ...this.#header, words: Int32Array.from(this.words) };
  }

  /** Draws a whole number from 0 (inclusive) to 2^32 (exclusive). */
  uint32(): number {
    const words = this.words;
    const s01 = words[0]!;
    const s00 = words[1]!;
    const s11 = words[2]!;
    const s10 = words[3]!;
    const a0 = s10 ^ s00;
    const a1 = s11 ^ s01;
    words[0] = (s01 << 24) ^ (s00 >>> 8) ^ a1 ^ ((a1 << 16) | (a0 >>> 16));
    words[1] = (s00 << 24) ^ (s01 >>> 8) ^ a0 ^ (a0 << 16);
    words[2] = (a0 << 5) ^ (a1 >>> 27);
    words[3] = (a1 << 5) ^ (a0 >>> 27);
    return (s00 + s10) >>> 0;
  }

  /** Draws a multiple of 2^-32 from 0 (inclusive) to 1 (exclusive). */
  float(): number {
    return this.uint32() * 2 ** -32;
  }

  /** Draws a whole number from 0 (inclusive) to `bound` (exclusive, 1 to 2^53), each equally likely. */
  below(bound: number): number {
    if (bound <= 2 ** 32) {
      const width = Math.floor(2 ** 32 / bound);
      for (;;) {
        const value = Math.floor(this.uint32() / width);
        if (value < bound) return value;
      }
    }
    const width = Math.floor(2 ** 53 / bound);
    for (;;) {
      const value = Math.floor(((this.uint32() >>> 11) * 2 ** 32 + this.uint32()) / width);
      if (value < bound) return value;
    }
  }
}
