import { type xoroshiro128plus, xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';
import { spreadSeed } from './spread-seed.js';

/** The whole state of a generator: plain data, to be kept in a checkpoint. */
export type RandomState = { readonly algorithm: 'xoroshiro128plus'; readonly words: Int32Array };

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
 * const twin = Random.from(draws.state()); // goes on exactly where `draws` stands
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
   * @throws RangeError if `seed` is not a safe integer.
   */
  static fromSeed(seed: number, ...path: readonly string[]): Random {
    if (!Number.isSafeInteger(seed))
      throw new RangeError(`seed is ${seed}, wanted a whole number within ±(2^53 - 1)`);
    return new Random(xoroshiro128plusFromState(spreadSeed(seed, path)));
  }

  /**
   * Puts a generator back as `state()` gave it.
   *
   * @throws TypeError if `state` is not the state of such a generator.
   */
  static from(state: RandomState): Random {
    const words = state?.words;
    if (state?.algorithm !== 'xoroshiro128plus' || words?.length !== 4 || words.every((word) => word === 0))
      throw new TypeError(
        `random state is ${describe(state)}, wanted { algorithm: 'xoroshiro128plus', words: 4 int32, not all 0 }`,
      );
    return new Random(xoroshiro128plusFromState([...words]));
  }

  /** Returns a copy of the state, 16 bytes. */
  state(): RandomState {
    return { algorithm: 'xoroshiro128plus', words: Int32Array.from(this.#generator.getState()) };
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
   * @throws RangeError if `bound` is anything else.
   */
  below(bound: number): number {
    if (!(bound >= 1 && bound <= 2 ** 32) || bound % 1 !== 0)
      throw new RangeError(`bound is ${bound}, wanted a whole number from 1 to 2^32`);
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

function describe(value: unknown): string {
  return typeof value === 'object' && value !== null
    ? `an object with ${Object.keys(value).join(', ') || 'no keys'}`
    : String(value);
}
