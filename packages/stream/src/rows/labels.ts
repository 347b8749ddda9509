import type { StateReader, StateTree } from '@graph/core';
import { CELL, type Cells, type RowFault } from '../blocks/row-block.js';
import { cellFault } from '../encode/cell-fault.js';
import { LARGEST } from '../encode/columns/number-column.js';
import type { TargetWriter } from '../encode/target-writer.js';
import type { TargetSchema, Task } from '../schema/schema.js';
import { parseNumber } from '../values/parse-number.js';
import { counterpart } from '../values/yes-no.js';
import { targetFrameOf } from './guess-column.js';
import { type LabelValue, readLabel } from './label-value.js';

/** The most distinct numbers of a target that a word may still turn into classes: beyond, it is a slip. */
const MAX_NUMBERS = 32;
const KINDS = ['number', 'boolean', 'text'] as const;
type Kind = LabelValue['kind'];

/**
 * What the labels are: the first of them decides, a later one that contradicts it widens the task. Yes/no becomes numbers
 * if both came as 0 and 1 and a further number comes, else classes; numbers become classes as long as few were met.
 */
export class Labels {
  readonly #names: readonly string[];
  /** The task is the user's: what contradicts it is bad. */
  readonly #strict: boolean;
  #targets: readonly TargetSchema[];
  #known: boolean;
  /** Of a yes/no target, the first words of no and yes; empty before they came. */
  #words: [no: string, yes: string] = ['', ''];
  /** The JavaScript type of each target's first label, empty before it came. */
  readonly #kinds: (Kind | '')[];
  /** All labels so far were numbers. */
  #numeric = true;
  /** The distinct numbers of the one target, while they are few. */
  #numbers: number[] = [];
  #many: boolean;
  /** Of numbers that became classes, the raw targets, in the order of the classes. */
  #former: Float32Array<ArrayBuffer> = new Float32Array(0);
  /** Classes 0 and 1 were no and yes. */
  #wasBinary = false;
  /** The JavaScript types of the classes, by their index. */
  #classKinds: Kind[] = [];

  /** @param given - the targets of a schema, and how many classes it knows. */
  constructor(
    names: readonly string[],
    task: Task | undefined,
    given: { readonly targets: readonly TargetSchema[]; readonly classCount: number } | undefined,
  ) {
    this.#names = names;
    this.#strict = task !== undefined;
    this.#known = task !== undefined || given !== undefined;
    // Nobody counted the numbers that a schema was inferred from.
    this.#many = given !== undefined || names.length > 1;
    this.#kinds = names.map(() => '');
    this.#classKinds = Array.from({ length: given?.classCount ?? 0 }, () => 'text' as const);
    this.#targets =
      given?.targets ?? names.map((name) => ({ name, task: task ?? 'regression', origin: 0, scale: 1 }));
  }

  get targets(): readonly TargetSchema[] {
    return this.#targets;
  }

  /** Whether the task is the user's, a schema's, or that of a label; until then it is a stand-in. */
  get known(): boolean {
    return this.#known;
  }

  get task(): Task {
    return this.#targets[0]!.task;
  }

  /**
   * Tells whether the labels in row 0 need another task, or why they cannot be used.
   *
   * @param cells - those of the targets come first.
   */
  needs(cells: readonly Cells[]): boolean | RowFault {
    let needed = false;
    for (let at = 0; at < this.#names.length; at += 1) {
      if (cells[at]!.kinds[0] === CELL.missing || this.#isUsual(at, cells[at]!)) continue;
      const label = readLabel(cells[at]!);
      if (label === undefined) continue;
      if (label.kind === 'number' && !Number.isFinite(label.number))
        return cellFault(this.#names[at]!, 'a number that a 32-bit float can hold', cells[at], 0);
      const need = this.#need(at, label, cells[at]!);
      if (typeof need === 'object') return need;
      needed ||= need;
    }
    return needed;
  }

  /** Widens the task to what the labels in row 0 need. */
  grow(cells: readonly Cells[]): void {
    const labels = this.#names.map((_, at) => readLabel(cells[at]!));
    const present = labels.filter((label) => label !== undefined);
    const numbers = present.some(({ number, yes }) => !Number.isNaN(number) && Number.isNaN(yes));
    const words = present.some(({ number, yes }) => Number.isNaN(number) && Number.isNaN(yes));
    if (!this.#known) {
      this.#set(words ? 'class' : numbers ? 'regression' : 'binary', labels);
      this.#known = true;
    } else if (this.task === 'binary') {
      if (!words && this.#numeric) this.#set('regression');
      else {
        this.#set('class');
        this.#wasBinary = true;
        const kind = this.#kinds[0] === '' ? 'text' : this.#kinds[0]!;
        this.#classKinds = [kind, kind];
      }
    } else {
      const { origin, scale } = this.#targets[0]!;
      this.#former = Float32Array.from(this.#numbers, (number) => (number - origin) * scale);
      this.#classKinds = this.#numbers.map(() => 'number');
      this.#set('class');
    }
  }

  /** The classes that a widened task starts with, in the order of their indices. */
  get firstClasses(): readonly string[] {
    if (this.#former.length > 0) return this.#numbers.map(String);
    if (!this.#wasBinary) return [];
    const [no, yes] = this.#words;
    return [no || counterpart(yes, 'false'), yes || counterpart(no, 'true')];
  }

  /** Rewrites the label in row 0 as what the target writer reads: the word of a yes that is a class now. */
  normalize(cells: Cells, writer: TargetWriter): void {
    if (!this.#wasBinary) return;
    const label = readLabel(cells);
    if (label === undefined || Number.isNaN(label.yes) || writer.classAt(label.word) !== undefined) return;
    cells.kinds[0] = CELL.text;
    cells.texts[0] = this.firstClasses[label.yes]!;
  }

  /** Takes in labels that were written. */
  update(cells: readonly Cells[], classCount: number): void {
    for (let at = 0; at < this.#names.length; at += 1) {
      if (cells[at]!.kinds[0] === CELL.missing || this.#isUsual(at, cells[at]!)) continue;
      const label = readLabel(cells[at]!);
      if (label === undefined) continue;
      if (this.#kinds[at] === '') this.#kinds[at] = label.kind;
      if (Number.isNaN(label.number)) this.#numeric = false;
      if (this.task === 'binary' && this.#words[label.yes] === '')
        this.#words[label.yes as 0 | 1] = label.word;
      if (this.task === 'class' && classCount > this.#classKinds.length) this.#classKinds.push(label.kind);
      if (!this.#many && this.task !== 'class') this.#count(numberOf(label));
    }
  }

  /** Maps a raw target from before the task became classes to its class. */
  classOf(target: number): number {
    if (this.#former.length === 0 || Number.isNaN(target)) return target;
    const index = this.#former.indexOf(Math.fround(target));
    return index === -1 ? Number.NaN : index;
  }

  /** Returns a label as the user would say it; undefined where it is unknown. */
  labelOf(truth: number, target: number, classes: (index: number) => string | undefined): LabelWord {
    const { task } = this.#targets[target]!;
    if (Number.isNaN(truth)) return undefined;
    if (task === 'regression') return truth;
    const kind = task === 'class' ? (this.#classKinds[truth] ?? 'text') : this.#kinds[target];
    if (task === 'binary') {
      if (kind === 'number') return truth;
      if (kind !== 'text' || this.#names.length > 1) return truth === 1;
      const [no, yes] = this.#words;
      return truth === 1 ? yes || counterpart(no, 'true') : no || counterpart(yes, 'false');
    }
    if (this.#wasBinary && truth < 2 && kind !== 'text') return kind === 'number' ? truth : truth === 1;
    const word = classes(truth);
    if (word === undefined || kind === 'text') return word;
    return kind === 'number' ? Number(word) : word === 'true';
  }

  state(): StateTree {
    return {
      known: this.#known,
      words: [...this.#words],
      kinds: [...this.#kinds],
      numeric: this.#numeric,
      numbers: Float64Array.from(this.#numbers),
      many: this.#many,
      former: this.#former.slice(),
      wasBinary: this.#wasBinary,
      classKinds: Uint8Array.from(this.#classKinds, (kind) => KINDS.indexOf(kind)),
    };
  }

  /** Restores what `state` gave, for the same options. */
  restore(reader: StateReader, targets: readonly TargetSchema[]): void {
    this.#targets = targets;
    this.#known = reader.flag('known');
    const [no, yes, ...others] = reader.texts('words');
    if (no === undefined || yes === undefined || others.length > 0) throw reader.error('words', 'two words');
    this.#words = [no, yes];
    const kinds = reader.texts('kinds');
    if (kinds.length !== this.#kinds.length) throw reader.error('kinds', `a list of ${this.#kinds.length}`);
    for (const [at, given] of kinds.entries()) {
      const kind = KINDS.find((each) => each === given);
      if (kind === undefined && given !== '') throw reader.error('kinds', `a list of ${KINDS.join(', ')}`);
      this.#kinds[at] = kind ?? '';
    }
    this.#numeric = reader.flag('numeric');
    this.#numbers = [...reader.floats('numbers')];
    this.#many = reader.flag('many');
    this.#former = reader.array('former', Float32Array) as Float32Array<ArrayBuffer>;
    this.#wasBinary = reader.flag('wasBinary');
    this.#classKinds = Array.from(reader.array('classKinds', Uint8Array), (code) => {
      const kind = KINDS[code];
      if (kind === undefined) throw reader.error('classKinds', `codes of ${KINDS.join(', ')}`);
      return kind;
    });
  }

  /** Tells at a glance that a label is like those before it, of which nothing more is to be learned. */
  #isUsual(at: number, { kinds, numbers }: Cells): boolean {
    if (kinds[0] !== CELL.number || this.#kinds[at] === '') return false;
    const number = numbers[0]!;
    if (this.task === 'binary')
      return (number === 0 || number === 1) && this.#words[0] !== '' && this.#words[1] !== '';
    const { origin, scale } = this.#targets[at]!;
    return this.task === 'regression' && this.#many && Math.abs((number - origin) * scale) <= LARGEST;
  }

  #need(at: number, label: LabelValue, cells: Cells): boolean | RowFault {
    const { number, yes } = label;
    const name = this.#names[at]!;
    const single = this.#names.length === 1;
    const word = Number.isNaN(number) && Number.isNaN(yes);
    if (!this.#known) {
      if (!word || single) return true;
      return cellFault(name, 'a number or yes/no: several targets are all numbers, or all yes/no', cells, 0);
    }
    const { task, origin, scale } = this.#targets[at]!;
    if (task === 'class') return false;
    if (task === 'binary') {
      if (!Number.isNaN(yes)) return false;
      if (!this.#strict && (single || (!word && this.#numeric))) return true;
      return cellFault(name, 'yes or no (true/false, 1/0)', cells, 0);
    }
    const value = numberOf(label);
    if (Math.abs((value - origin) * scale) <= LARGEST) return false;
    if (!Number.isNaN(value)) return cellFault(name, 'a number that a 32-bit float can hold', cells, 0);
    if (single && !this.#strict && !this.#many && this.#numbers.length > 0) return true;
    return cellFault(name, 'a number', cells, 0);
  }

  #set(task: Task, labels?: readonly (LabelValue | undefined)[]): void {
    this.#targets = this.#names.map((name, at) => {
      const number = labels?.[at]?.number ?? Number.NaN;
      const frame = task === 'regression' ? targetFrameOf(number) : { origin: 0, scale: 1 };
      return { name, task, ...frame };
    });
  }

  #count(number: number): void {
    if (this.#numbers.includes(number)) return;
    this.#numbers.push(number);
    this.#many = this.#numbers.length > MAX_NUMBERS;
  }
}

/** A label as the user would say it; undefined where it is unknown. */
export type LabelWord = boolean | number | string | undefined;

/** A label in a column of numbers, where `true` is 1 and `007` is 7; NaN if it is a word. */
function numberOf({ kind, number, yes, word }: LabelValue): number {
  if (kind === 'boolean') return yes;
  return kind === 'text' ? parseNumber(word) : number;
}
