import type { StateReader, StateTree } from '@graph/core';
import { AnsweredRows } from './answered-rows.js';
import { WaitingRows } from './waiting-rows.js';

/** How many rows there are of what. */
export type QueueSizes = {
  /** Rows that arrive together, and that are due together, at most. */
  readonly batchSize: number;
  readonly rawWidth: number;
  readonly targetCount: number;
  /** Rows that come between a prediction and its label. */
  readonly labelDelay: number;
};

/** Rows from when they are read until their labels have come: the same moment where labels come at once. */
export class LabelQueue {
  /** Rows that were read and not yet scored. */
  readonly arrived: AnsweredRows;
  /** Rows whose labels have come: the same rows where labels come at once. */
  readonly due: AnsweredRows;
  readonly #sizes: QueueSizes;
  readonly #waiting: WaitingRows | undefined;

  /** @param reader - of a state that has what `state()` of an earlier one gave. */
  constructor(sizes: QueueSizes, reader?: StateReader) {
    const { batchSize, rawWidth, targetCount, labelDelay } = sizes;
    this.#sizes = sizes;
    this.arrived = new AnsweredRows(batchSize, rawWidth, targetCount);
    if (reader !== undefined) this.arrived.restore(reader.child('pending'));
    if (labelDelay > 0) this.#waiting = new WaitingRows(rawWidth, targetCount, reader?.tree('waiting'));
    this.due =
      this.#waiting === undefined ? this.arrived : new AnsweredRows(batchSize, rawWidth, targetCount);
  }

  /** Rows whose labels have not come. */
  get waiting(): number {
    return this.#waiting?.size ?? 0;
  }

  /** Lets the rows that have arrived wait, and makes those due whose labels have come: all, once the stream has ended. */
  advance(isEnded: boolean): void {
    if (this.#waiting === undefined) return;
    this.#waiting.push(this.arrived);
    this.arrived.clear();
    this.#waiting.pop(this.due, this.#sizes.batchSize, isEnded ? 0 : this.#sizes.labelDelay);
  }

  /** Makes room for more raw values a row. */
  widen(rawWidth: number): void {
    this.arrived.widen(rawWidth);
    this.due.widen(rawWidth);
    this.#waiting?.widen(rawWidth);
  }

  /** Changes the rows that have arrived, and those that wait for their labels, in place. */
  change(change: (rows: AnsweredRows) => void): void {
    change(this.arrived);
    this.#waiting?.change(change);
  }

  /** Does something with none of the rows that have arrived in the way; they are back afterwards. */
  asideArrived(task: () => void): void {
    const { inputs, targets, size } = this.arrived.rows;
    const aside = new AnsweredRows(size, inputs.shape[1]!, targets.shape[1]!);
    for (let row = 0; row < size; row += 1) aside.copy(row, this.arrived, row);
    this.arrived.clear();
    task();
    for (let row = 0; row < size; row += 1) this.arrived.copy(row, aside, row);
    this.arrived.rows.size = size;
  }

  state(): StateTree {
    return { pending: this.arrived.state(), waiting: this.#waiting?.state() ?? null };
  }
}
