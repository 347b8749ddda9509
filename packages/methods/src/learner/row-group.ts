import { ndArray } from '@graph/core';
import { type LossTerm, meanSquaredError, softmaxCrossEntropy } from '@graph/learner';
import type { ReplayBatch } from '@graph/replay';
import type { NdArray } from 'ndarray';
import type { Remembered } from './remembered.js';

const CROSS_ENTROPY = softmaxCrossEntropy();
const SQUARED_ERROR = meanSquaredError();

/** Some rows, new or remembered, and the loss terms that can be made of them. Its room is used again in the next step. */
export class RowGroup {
  /** Labels, tasks and logits beside the inputs; logits are what the network gave when the row was new. */
  readonly columns: ReplayBatch<Remembered>;
  /** `[capacity, classes]`, 1 for the label and 0 elsewhere. */
  readonly targets: NdArray<Float32Array>;
  /** `[classes]`, 1 for each class that one of the rows has. */
  readonly classes: Uint8Array;

  /** Made by a `Workbench`. */
  constructor(columns: ReplayBatch<Remembered>, capacity: number, classes: number) {
    this.columns = columns;
    this.targets = ndArray(new Float32Array(capacity * classes), [capacity, classes]);
    this.classes = new Uint8Array(classes);
  }

  /** Number of rows. */
  get size(): number {
    return this.columns.size;
  }

  /** `[capacity, inputWidth]` */
  get inputs(): NdArray<Float32Array> {
    return this.columns.inputs;
  }

  /** `[capacity, classes]` */
  get logits(): Float32Array {
    return this.columns.logits.data;
  }

  /**
   * The cross-entropy of the labels, mean over the rows.
   *
   * @param classes - `[classes]`, 0 for those that take no part. Default all do.
   */
  ofLabels(weight = 1, classes?: Uint8Array): GroupTerm {
    const term = { loss: CROSS_ENTROPY, targets: this.targets.data, weight };
    return { group: this, term: classes === undefined ? term : { ...term, classes } };
  }

  /** The squared distance from the stored logits, mean over rows and classes. */
  ofLogits(weight = 1): GroupTerm {
    return { group: this, term: { loss: SQUARED_ERROR, targets: this.logits, weight } };
  }

  /**
   * Copies the `count` rows of another group that have the highest scores, of equal ones the first, highest first.
   *
   * @returns this group.
   */
  takeHighest(from: RowGroup, scores: Float32Array, count: number): this {
    const [width, classes] = [this.inputs.shape[1]!, this.classes.length];
    const left = Uint8Array.from({ length: from.size }, () => 1);
    this.columns.size = Math.min(count, from.size);
    for (let to = 0; to < this.size; to += 1) {
      let best = -1;
      for (let row = 0; row < from.size; row += 1)
        if (left[row] === 1 && (best < 0 || scores[row]! > scores[best]!)) best = row;
      left[best] = 0;
      copy(from.inputs.data, best, this.inputs.data, to, width);
      copy(from.logits, best, this.logits, to, classes);
      this.columns.labels[to] = from.columns.labels[best]!;
      this.columns.tasks[to] = from.columns.tasks[best]!;
      this.columns.ids[to] = from.columns.ids[best]!;
    }
    this.refresh();
    return this;
  }

  /** Writes targets and classes after the labels; made for whoever fills the columns. */
  refresh(): void {
    const width = this.classes.length;
    this.classes.fill(0);
    this.targets.data.fill(0, 0, this.size * width);
    for (let row = 0; row < this.size; row += 1) {
      const label = this.columns.labels[row]!;
      this.classes[label] = 1;
      this.targets.data[row * width + label] = 1;
    }
  }
}

/** A loss term of a group, wherever its rows will lie. */
export type GroupTerm = { readonly group: RowGroup; readonly term: Omit<LossTerm, 'from' | 'rows'> };

function copy(from: Float32Array, row: number, to: Float32Array, place: number, width: number): void {
  for (let at = 0; at < width; at += 1) to[place * width + at] = from[row * width + at]!;
}
