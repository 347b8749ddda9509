import { AnsweredRows } from '../rows/answered-rows.js';
import type { MixtureSource } from './mixture-learner.js';

/** Rows after which it is asked whether those before were taken for what they are. */
const REVIEWS: readonly number[] = [3, 4, 6, 8, 16, 32, 64];
const MOST = 64;
const NOTHING = new Float64Array(0);

/**
 * Remembers which of the first rows were not learned. Among so few nobody knows what is wild: if the first number is, all
 * experts that take numbers as they are would be lost. So a mixture begins anew where one of these rows was misjudged.
 */
export class EarlyRows {
  /** 1 for each that was not learned. */
  #skipped: number[];

  /** @param skipped - `state()` of an earlier one. */
  constructor(skipped?: Uint8Array) {
    this.#skipped = [...(skipped ?? [])];
  }

  /** Takes in a row; whether it was not learned. */
  update(isSkipped: boolean): void {
    // Beyond the last review nothing more is asked.
    if (this.#skipped.length <= MOST) this.#skipped.push(isSkipped ? 1 : 0);
  }

  /** Whether the rows so far should be judged again. */
  get isDue(): boolean {
    return REVIEWS.includes(this.#skipped.length);
  }

  /** Judges the rows anew, and has them learned by a new mixture if one was misjudged. */
  review(source: MixtureSource): void {
    const { codec, memory } = source;
    const targets = codec.schema.targets.length;
    const one = new AnsweredRows(1, memory.schema.inputs.shape[0]!, targets).rows;
    one.size = 1;
    const judged: number[] = [];
    for (const { values } of memory) {
      one.targets.data.set(values.targets);
      judged.push(codec.isWild(one, 0) ? 1 : 0);
    }
    // A small memory has forgotten the first ones.
    const before = this.#skipped.slice(-judged.length);
    if (judged.every((skipped, at) => skipped === before[at])) return;
    const { work } = source.mixture;
    source.renew();
    const { mixture } = source;
    // What is wild comes last, so that the statistics that the others are learned with are not its own.
    for (const isSkipped of [0, 1]) {
      let at = 0;
      for (const { values } of memory) {
        const own = judged[at]!;
        at += 1;
        if (own !== isSkipped) continue;
        one.inputs.data.set(values.inputs);
        one.targets.data.set(values.targets);
        if (isSkipped === 1) mixture.skip(one, 0, NOTHING, 0, 0);
        else mixture.learn(one, 0, NOTHING, 0, 0, 0);
      }
    }
    mixture.continueWork(work);
    mixture.attach(memory);
    this.#skipped = [...this.#skipped.slice(0, -judged.length), ...judged];
  }

  state(): Uint8Array {
    return Uint8Array.from(this.#skipped);
  }
}
