import { CELL, type Cells, type RowBlock, type RowFault } from '../blocks/row-block.js';
import type { TargetSchema } from '../schema/schema.js';
import type { TableBatch } from '../table/table-batch.js';
import { parseBoolean } from '../values/parse-boolean.js';
import { cellFault } from './cell-fault.js';
import type { Remembering } from './columns/category-column.js';
import { cellNumber } from './columns/cell-number.js';
import { cellText } from './columns/cell-text.js';

/** The columns of a batch that labels are written to. */
export type LabelColumns = Pick<TableBatch, 'targets' | 'truths'>;

/** Writes the labels of rows, and numbers the classes as they appear. */
export class TargetWriter {
  readonly #targets: readonly TargetSchema[];
  readonly #maxClasses: number;
  readonly #remembering: Remembering;
  /** Whether a row without a label is welcome while words are remembered. */
  readonly #unlabelled: boolean;
  readonly #classes: Map<string, number>;
  #names: readonly string[] = [];
  readonly #fieldAt: Int32Array;

  constructor(
    targets: readonly TargetSchema[],
    classes: readonly string[],
    remembering: Remembering,
    options: { readonly maxClasses: number; readonly unlabelled: boolean },
  ) {
    this.#targets = targets;
    this.#classes = new Map(classes.map((name, index) => [name, index]));
    this.#remembering = remembering;
    this.#maxClasses = options.maxClasses;
    this.#unlabelled = options.unlabelled;
    this.#fieldAt = new Int32Array(targets.length).fill(-1);
  }

  get classes(): readonly string[] {
    return [...this.#classes.keys()];
  }

  get classCount(): number {
    return this.#classes.size;
  }

  /** Returns the name of the class of that index, undefined if there is no such class. */
  nameOf(index: number): string | undefined {
    // Names are only ever added, so that what was listed stays valid.
    if (this.#names.length !== this.#classes.size) this.#names = this.classes;
    return this.#names[index];
  }

  /** Returns the index of a class, undefined if it has none. */
  classAt(name: string): number | undefined {
    return this.#classes.get(name);
  }

  /** Finds the targets among the fields of the blocks that come. */
  map(index: ReadonlyMap<string, number>): void {
    for (const [at, target] of this.#targets.entries()) this.#fieldAt[at] = index.get(target.name) ?? -1;
  }

  /** Writes the labels of a block's row to row `to`; returns why it could not. */
  write(block: RowBlock, row: number, batch: LabelColumns, to: number): RowFault | undefined {
    for (let target = 0; target < this.#targets.length; target += 1) {
      const fault = this.#write(target, block.columns[this.#fieldAt[target]!], row, batch, to);
      if (fault !== undefined) return fault;
    }
    return undefined;
  }

  #write(
    index: number,
    cells: Cells | undefined,
    row: number,
    batch: LabelColumns,
    to: number,
  ): RowFault | undefined {
    const { name, task, origin, scale } = this.#targets[index]!;
    const at = to * this.#targets.length + index;
    let truth: number;
    if (task === 'class') {
      const label = cellText(cells, row);
      if (label === undefined) truth = Number.NaN;
      else {
        const known = this.#class(label);
        if (known === undefined)
          return cellFault(
            name,
            `one of at most ${this.#maxClasses} classes (option maxClasses)`,
            cells,
            row,
          );
        truth = known;
      }
    } else {
      const number =
        cellNumber(cells, row) ?? (task === 'binary' ? parseBoolean(cells?.texts[row] ?? '') : undefined);
      const text = cells?.kinds[row] === CELL.text && cellNumber(cells, row) === undefined;
      if (number === undefined || (text && Number.isNaN(number)))
        return cellFault(name, task === 'binary' ? 'yes or no (true/false, 1/0)' : 'a number', cells, row);
      if (task === 'binary' && number !== 0 && number !== 1 && !Number.isNaN(number))
        return cellFault(name, '0 or 1', cells, row);
      if (!Number.isFinite(Math.fround((number - origin) * scale)) && !Number.isNaN(number))
        return cellFault(name, 'a number that a 32-bit float can hold', cells, row);
      truth = number;
    }
    if (Number.isNaN(truth) && this.#remembering.on && !this.#unlabelled)
      return cellFault(name, 'a value to learn', cells, row);
    batch.truths[at] = truth;
    batch.targets.data[at] = (truth - origin) * scale;
    return undefined;
  }

  #class(label: string): number | undefined {
    const known = this.#classes.get(label);
    if (known !== undefined) return known;
    if (!this.#remembering.on) return Number.NaN;
    const index = this.#classes.size;
    if (index >= this.#maxClasses) return undefined;
    this.#classes.set(label, index);
    return index;
  }
}
