import type { StateReader, StateTree } from '@graph/core';
import { LOOKED_BACK_VALUES } from '../features/label-lags.js';
import type { Expert, ExpertRow } from './expert.js';
import type { Outputs } from './outputs.js';

/** Says what follows the last label that had arrived: the same number, or what followed that class so far. */
export class NoChangeExpert implements Expert {
  readonly name = 'no-change';
  readonly #outputs: Outputs;
  /** `[from, to]`, how often each class followed each; of yes or no `[target, from, 2]`. The last `from` is the start. */
  #counts: Float64Array<ArrayBuffer>;
  /** Classes that the counts have room for. */
  #classes: number;

  constructor(outputs: Outputs, reader?: StateReader) {
    this.#outputs = outputs;
    this.#classes = outputs.task === 'class' ? outputs.width : 2;
    const length = this.#length();
    this.#counts = reader?.floats('counts', length) ?? new Float64Array(length);
  }

  predict({ lags }: ExpertRow, out: Float64Array, offset: number): void {
    const { task, targets, width } = this.#outputs;
    if (task === 'class') {
      this.#row(lags[0]!, 0, out, offset, width);
      return;
    }
    for (let target = 0; target < targets; target += 1) {
      // What is not looked back at is as it was at the start.
      const last = lags[target * LOOKED_BACK_VALUES] ?? Number.NaN;
      if (task === 'regression') out[offset + target] = Number.isNaN(last) ? 0 : last;
      else {
        const from = this.#from(last, target);
        const [no, yes] = [this.#counts[from]!, this.#counts[from + 1]!];
        out[offset + target] = (yes + 0.5) / (no + yes + 1);
      }
    }
  }

  learn({ lags }: ExpertRow, truths: Float64Array): void {
    const { task, targets } = this.#outputs;
    if (task === 'regression') return;
    for (let target = 0; target < targets; target += 1) {
      const last = task === 'class' ? lags[0]! : (lags[target * LOOKED_BACK_VALUES] ?? Number.NaN);
      const at = this.#from(last, target) + truths[target]!;
      this.#counts[at] = this.#counts[at]! + 1;
    }
  }

  grow(): void {
    if (this.#outputs.task !== 'class') return;
    const [before, counts] = [this.#classes, this.#counts];
    this.#classes = this.#outputs.width;
    this.#counts = new Float64Array(this.#length());
    for (let from = 0; from <= before; from += 1) {
      // The row of the start stays the last one.
      const row = from === before ? this.#classes : from;
      for (let to = 0; to < before; to += 1)
        this.#counts[row * this.#classes + to] = counts[from * before + to]!;
    }
  }

  state(): StateTree {
    return { counts: this.#counts.slice() };
  }

  #length(): number {
    const tables = this.#outputs.task === 'class' ? 1 : this.#outputs.targets;
    return this.#outputs.task === 'regression' ? 0 : tables * (this.#classes + 1) * this.#classes;
  }

  /** Where the counts of what followed a label begin. */
  #from(last: number, target: number): number {
    const row = Number.isNaN(last) || last >= this.#classes ? this.#classes : last;
    return (target * (this.#classes + 1) + row) * this.#classes;
  }

  #row(last: number, target: number, out: Float64Array, offset: number, width: number): void {
    const from = this.#from(last, target);
    let rows = 0;
    for (let at = 0; at < width; at += 1) rows += this.#counts[from + at]!;
    for (let at = 0; at < width; at += 1)
      out[offset + at] = (this.#counts[from + at]! + 1 / width) / (rows + 1);
  }
}
