import { type xoroshiro128plus, xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';
import { CoreError } from '../core-error.js';
import { StateFormat } from '../state/state-format.js';
import type { StateHeader } from '../state/state-tree.js';
import { spreadSeed } from './spread-seed.js';

/** The whole state of a generator: plain data, to be kept in a checkpoint. */
export type RandomState = StateHeader<'xoroshiro128plus'> & { readonly words: Int32Array };

const FORMAT = new StateFormat('xoroshiro128plus', 1, CoreError);

/**
 * A seeded stream of random numbers: the same seed and path give the same numbers on every machine.
 *
 * The generator is xoroshiro128+ (Blackman and Vigna 2018) of pure-rand; its seed is spread first with splitmix64,
 * so that neighbouring seeds and paths give unrelated streams.
 *
 * @example
 * ```ts
 * const draws = Random.fromSeed(42, 'replay', 'draws');
 * draws.below(6); // 0 to 5
 * const twin = Random.from(draws.state()); // draws what `draws` will draw
 * ```
 */
export class Random {
  readonly #generator: Xoroshiro;

  private constructor(generator: Xoroshiro) {
    this.#generator = generator;
  }

  /**
   * Starts the stream named by `path` of the run seed `seed`. Streams of different paths are independent, so a draw
   * more in one of them moves no other.
   *
   * @param seed - any safe integer, negative ones too.
   * @throws CoreError `OPTION` if `seed` is not a safe integer.
   */
  static fromSeed(seed: number, ...path: readonly string[]): Random {
    if (!Number.isSafeInteger(seed))
      throw new CoreError('OPTION', `seed is ${seed}, wanted a whole number within ±(2^53 - 1)`);
    return new Random(xoroshiro128plusFromState(spreadSeed(seed, path)));
  }

  /**
   * Restores a generator from its `state()`.
   *
   * @throws CoreError `STATE` if `state` is not the state of such a generator.
   */
  static from(state: RandomState): Random {
    const reader = FORMAT.read(state);
    const words = reader.array('words', Int32Array, 4);
    if (words.every((word) => word === 0)) throw reader.error('words', 'at least one that is not 0');
    return new Random(xoroshiro128plusFromState([...words]));
  }

  /** Returns a copy of the state, 16 bytes. */
  state(): RandomState {
    return { ...FORMAT.header, words: Int32Array.from(this.#generator.getState()) };
  }

  /** Draws a whole number from 0 (inclusive) to 2^32 (exclusive). */
  uint32(): number {
    return this.#generator.next() >>> 0;
  }

  /** Draws a multiple of 2^-32 from 0 (inclusive) to 1 (exclusive). */
  float(): number {
    return (this.#generator.next() >>> 0) * 2 ** -32;
  }

  /**
   * Draws a whole number from 0 (inclusive) to `bound` (exclusive), each equally likely.
   *
   * @param bound - a whole number, 1 to 2^32 (both inclusive).
   * @throws CoreError `OPTION` if `bound` is anything else.
   */
  below(bound: number): number {
    if (!(bound >= 1 && bound <= 2 ** 32) || bound % 1 !== 0)
      throw new CoreError('OPTION', `bound is ${bound}, wanted a whole number from 1 to 2^32`);
    // Buckets of equal width, the rest of the range drawn again: unbiased, and led by the high bits, which are the
    // good ones of this generator.
    const width = Math.floor(2 ** 32 / bound);
    for (;;) {
      const value = Math.floor((this.#generator.next() >>> 0) / width);
      if (value < bound) return value;
    }
  }
}

type Xoroshiro = ReturnType<typeof xoroshiro128plus>;
