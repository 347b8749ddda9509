import type { StateReader, StateTree } from '@graph/core';
import type { Expert, ExpertRow } from './expert.js';
import type { Outputs } from './outputs.js';

/** Knows nothing but how often each class has been, or the mean: what to fall back to where there is only noise. */
export class ConstantExpert implements Expert {
  readonly name = 'constant';
  readonly #outputs: Outputs;
  /** Frequencies of the classes or of each yes, or sums of the numbers. */
  #sums: Float64Array<ArrayBuffer>;
  #rows: number;

  constructor(outputs: Outputs, reader?: StateReader) {
    this.#outputs = outputs;
    this.#sums = reader?.floats('sums', outputs.width) ?? new Float64Array(outputs.width);
    this.#rows = reader?.count('rows') ?? 0;
  }

  predict(_: ExpertRow, out: Float64Array, offset: number): void {
    const { task, width } = this.#outputs;
    // Laplace's rule with a weight of one row in all.
    const prior = task === 'regression' ? 0 : task === 'class' ? 1 / width : 0.5;
    const weight = task === 'regression' ? 0 : 1;
    for (let at = 0; at < width; at += 1)
      out[offset + at] = (this.#sums[at]! + prior) / (this.#rows + weight || 1);
  }

  learn(_: ExpertRow, targets: Float64Array): void {
    this.#rows += 1;
    if (this.#outputs.task === 'class') {
      const truth = targets[0]!;
      this.#sums[truth] = this.#sums[truth]! + 1;
    } else for (let at = 0; at < targets.length; at += 1) this.#sums[at] = this.#sums[at]! + targets[at]!;
  }

  grow(): void {
    const sums = new Float64Array(this.#outputs.width);
    sums.set(this.#sums);
    this.#sums = sums;
  }

  state(): StateTree {
    return { sums: this.#sums.slice(), rows: this.#rows };
  }
}
