import type { Cells, RowBlock, RowFault } from '../blocks/row-block.js';
import type { TargetSchema } from '../schema/schema.js';
import type { TableBatch } from '../table/table-batch.js';
import { isMissing } from '../values/is-missing.js';
import { isBlank, type Missing, missingWords } from '../values/missing-words.js';
import { parseBoolean } from '../values/parse-boolean.js';
import { wordOf } from '../values/word-of.js';
import { yesOf } from '../values/yes-no.js';
import { cellFault } from './cell-fault.js';
import type { Remembering } from './columns/category-column.js';
import { cellNumber, type NumberReading } from './columns/cell-number.js';
import { cellText } from './columns/cell-text.js';
import { LARGEST } from './columns/number-column.js';

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
  /** What means that there is no label: for a class only the empty cell, unless the user says otherwise. */
  readonly #missing: Missing | undefined;
  #names: readonly string[] = [];
  readonly #fieldAt: Int32Array;
  readonly #readings: readonly NumberReading[];

  constructor(
    targets: readonly TargetSchema[],
    classes: readonly string[],
    remembering: Remembering,
    options: {
      readonly maxClasses: number;
      readonly unlabelled: boolean;
      readonly missing?: readonly string[] | undefined;
    },
  ) {
    this.#targets = targets;
    const [first] = targets;
    // A target that was yes or no begins with these two classes.
    const names = classes.length === 0 && first?.task === 'class' ? (first.words ?? []) : classes;
    this.#classes = new Map(names.map((name, index) => [name, index]));
    this.#remembering = remembering;
    this.#maxClasses = options.maxClasses;
    this.#unlabelled = options.unlabelled;
    this.#missing = options.missing === undefined ? undefined : missingWords(options.missing);
    this.#fieldAt = new Int32Array(targets.length).fill(-1);
    this.#readings = targets.map(({ notation, sentinels }) => ({
      notation,
      sentinels,
      ...(this.#missing === undefined ? {} : { missing: this.#missing }),
    }));
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
    const target = this.#targets[index]!;
    const { name, origin, scale } = target;
    const at = to * this.#targets.length + index;
    const truth = this.#truth(index, cells, row);
    if (typeof truth !== 'number') return cellFault(name, truth.wanted, cells, row);
    if (Number.isNaN(truth) && this.#remembering.on && !this.#unlabelled)
      return cellFault(name, 'a value to learn', cells, row);
    batch.truths[at] = truth;
    // What a 32-bit float cannot hold is held, as wild as it is. Engines differ in the bits of a NaN that was calculated.
    batch.targets.data[at] = Number.isNaN(truth)
      ? Number.NaN
      : Math.min(Math.max((truth - origin) * scale, -LARGEST), LARGEST);
    return undefined;
  }

  /** The number, 0 or 1, or the index of the class; NaN where it is missing. */
  #truth(index: number, cells: Cells | undefined, row: number): number | { readonly wanted: string } {
    const { task, values, words } = this.#targets[index]!;
    if (task === 'class') {
      // What meant that there is no label while it was yes or no still does.
      const label = cellText(cells, row, this.#missing ?? (words === undefined ? isBlank : isMissing));
      if (label === undefined) return Number.NaN;
      return (
        this.#class(wordOf(label), words !== undefined) ?? {
          wanted: `one of at most ${this.#maxClasses} classes (option maxClasses)`,
        }
      );
    }
    if (task === 'binary' && values !== undefined) {
      const label = cellText(cells, row, this.#missing ?? isBlank);
      if (label === undefined) return Number.NaN;
      const found = values.indexOf(wordOf(label));
      return found === -1 ? { wanted: `${values[0]} or ${values[1]}` } : found;
    }
    const number = cellNumber(cells, row, this.#readings[index]);
    if (task === 'regression') return number ?? { wanted: 'a number' };
    if (number !== undefined)
      return number === 0 || number === 1 || Number.isNaN(number) ? number : { wanted: '0 or 1' };
    const yes = parseBoolean(cells?.texts[row] ?? '');
    return Number.isNaN(yes) ? { wanted: 'yes or no (true/false, 1/0)' } : yes;
  }

  /** @param wasBinary - whether what else means yes or no is the first class of that meaning. */
  #class(label: string, wasBinary: boolean): number | undefined {
    const known = this.#classes.get(label);
    if (known !== undefined) return known;
    const yes = wasBinary ? yesOf(label) : Number.NaN;
    if (!Number.isNaN(yes)) return yes;
    if (!this.#remembering.on) return Number.NaN;
    const index = this.#classes.size;
    if (index >= this.#maxClasses) return undefined;
    this.#classes.set(label, index);
    return index;
  }
}
