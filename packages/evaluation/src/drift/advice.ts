import type { StateReader, StateTree } from '@graph/core';
import { readPart } from '../state.js';
import { FadingRidge } from './fading-ridge.js';
import { RowBlock } from './row-block.js';

/** Learns what to add to the answer of a model, given the answer and an adviser's: a regression of what it got wrong. */
export class Advice {
  /** 1, the answer, the adviser's. */
  readonly #terms: Float64Array = Float64Array.of(1, 0, 0);
  readonly #block: RowBlock = new RowBlock(3);
  readonly #ridge: FadingRidge;

  /** @param memoryRows - a row of this age weighs 1/e, over 1. */
  constructor(memoryRows: number) {
    this.#ridge = new FadingRidge(this.#block, memoryRows);
  }

  /** What the adviser's answer counts for. */
  get weight(): number {
    return this.#ridge.weight(2);
  }

  predict(answer: number, advised: number): number {
    this.#terms[1] = answer;
    this.#terms[2] = advised;
    return this.#ridge.predict(this.#terms);
  }

  learn(answer: number, advised: number, wrong: number): void {
    this.#terms[1] = answer;
    this.#terms[2] = advised;
    if (this.#block.add(this.#terms, wrong)) this.#ridge.takeIn();
  }

  /** Takes over what another one knows, but for the rows that wait. */
  copy(other: Advice): void {
    this.#ridge.copy(other.#ridge);
  }

  state(): StateTree {
    return { block: this.#block.state(), ridge: this.#ridge.state() };
  }

  /** Restores what `state()` gave. */
  restore(reader: StateReader): void {
    this.#block.restore(readPart(reader, 'block'));
    this.#ridge.restore(readPart(reader, 'ridge'));
  }
}
