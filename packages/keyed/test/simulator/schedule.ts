import type { Random } from '@graph/core';

type Entry = { readonly at: number; readonly order: number; readonly run: () => void };

/**
 * Virtual time. Exactly one thing runs at any moment: whoever waits is resumed when its time has come, and it is the one that then
 * waits, or ends, that lets the next one run.
 */
export class Schedule {
  now = 0;
  turns = 0;
  readonly #heap: Entry[] = [];
  readonly #random: Random;
  readonly #most: number;
  #finish: ((error?: Error) => void) | undefined;

  constructor(random: Random, most: number) {
    this.#random = random;
    this.#most = most;
  }

  /** Waits for so much virtual time; what is due at once comes in any order. */
  wait(duration: number): Promise<void> {
    return new Promise((resolve) => {
      this.#push(duration, resolve);
      this.#next();
    });
  }

  /** Starts something later, beside what runs now. */
  later(duration: number, act: () => Promise<void>): void {
    this.#push(duration, () => void act().then(() => this.#next()));
  }

  /** Runs until nothing waits any more. */
  run(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#finish = (error) => (error === undefined ? resolve() : reject(error));
      this.#next();
    });
  }

  #next(): void {
    const heap = this.#heap;
    let best = 0;
    // A few wait at a time: looking at all of them is faster than to keep them in order.
    for (let at = 1; at < heap.length; at += 1) {
      const [left, right] = [heap[at]!, heap[best]!];
      if (left.at < right.at || (left.at === right.at && left.order < right.order)) best = at;
    }
    const entry = heap[best];
    if (entry === undefined) {
      this.#finish?.();
      return;
    }
    this.turns += 1;
    if (this.turns > this.#most) {
      this.#finish?.(new Error('stuck'));
      return;
    }
    heap[best] = heap.at(-1)!;
    heap.pop();
    this.now = Math.max(this.now, entry.at);
    entry.run();
  }

  #push(duration: number, run: () => void): void {
    this.#heap.push({ at: this.now + duration, order: this.#random.uint32(), run });
  }
}
