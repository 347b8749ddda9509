import { CELL, type Cells, type RowBlock, type RowFault } from '../blocks/row-block.js';
import { cellFault } from '../encode/cell-fault.js';
import { CategoryColumn } from '../encode/columns/category-column.js';
import { readsWords } from '../encode/columns/column-part.js';
import { isMissingCell } from '../encode/columns/is-missing-cell.js';
import type { RawColumns } from '../encode/columns/make-columns.js';
import { LARGEST, NumberColumn } from '../encode/columns/number-column.js';
import type { RawColumn } from '../encode/columns/raw-column.js';
import { TextColumn } from '../encode/columns/text-column.js';
import type { ColumnSchema, ColumnType, TableSchema } from '../schema/schema.js';
import type { Missing } from '../values/missing-words.js';
import type { DateNotation, NumberNotation } from '../values/notation.js';
import { type GuessOptions, guessColumn } from './guess-column.js';
import type { WordCounts } from './word-counts.js';

/** The most entries that a column may have: numbers of every size, dates, words and texts need fewer. */
const MAX_PARTS = 12;

/** What the user says about columns, beside what the values say. */
export type GrowthOptions = {
  readonly types: ReadonlyMap<string, ColumnType>;
  /** Columns that are not inputs. */
  readonly others: ReadonlySet<string>;
  readonly notations: ReadonlyMap<string, NumberNotation | DateNotation>;
  readonly sentinels: ReadonlyMap<string, readonly number[]>;
  readonly missing: Missing;
  readonly oneHotLimit: number;
  readonly hashBuckets: number;
};

/** One field of the rows, and what reads it. */
type Field = {
  readonly name: string;
  readonly parts: readonly RawColumn[];
  /** The number of entries of this name in the schema. */
  readonly entries: number;
  /** Not an input. */
  readonly skipped: boolean;
  /** Its one part keeps numbers as they are, and needs no look at them. */
  readonly plain: boolean;
  /** A first missing value appends an indicator. */
  readonly gapless: boolean;
  /** Made by values that were met, not by a schema that was given or a type that the user wants. */
  readonly guessed: boolean;
  /** Categories without a slot append another part. */
  readonly open: boolean;
  readonly type: ColumnType | undefined;
};

/** Decides which columns a row makes the schema append. */
export class ColumnGrowth {
  readonly #schema: TableSchema;
  readonly #partsOf: RawColumns['partsOf'];
  readonly #options: GrowthOptions;
  readonly #counts: WordCounts;
  #names: readonly string[] = [];
  #fields: readonly Field[] = [];
  #open: readonly number[] = [];

  constructor(
    schema: TableSchema,
    partsOf: RawColumns['partsOf'],
    counts: WordCounts,
    options: GrowthOptions,
  ) {
    this.#schema = schema;
    this.#partsOf = partsOf;
    this.#counts = counts;
    this.#options = options;
  }

  /** Tells whether the row in a block needs columns that the schema does not have, or why it cannot be used. */
  needs(block: RowBlock): boolean | RowFault {
    if (block.fields !== this.#names) this.#map(block.fields);
    const fields = this.#fields;
    let needed = false;
    for (let at = 0; at < fields.length; at += 1) {
      const field = fields[at]!;
      if (field.skipped) continue;
      const cells = block.columns[at]!;
      if (field.plain && cells.kinds[0] === CELL.number) {
        const number = cells.numbers[0]!;
        if (number <= LARGEST && number >= -LARGEST) continue;
      }
      const need = this.#look(field, cells);
      if (typeof need === 'object') return need;
      needed ||= need;
    }
    return needed;
  }

  /** Counts the words of a row that needed nothing. */
  count(block: RowBlock): void {
    for (const at of this.#open) {
      const { name, parts } = this.#fields[at]!;
      const cells = block.columns[at]!;
      if (
        !isMissingCell(cells, 0, this.#options.missing) &&
        !parts.some((part) => !readsWords(part) && part.takes(cells, 0))
      )
        this.#counts.add(name, isPhrase(cells));
    }
  }

  /** The columns that the row makes the schema append. */
  appended(block: RowBlock, missing: boolean): ColumnSchema[] {
    return this.#fields.flatMap((field, at) => {
      const cells = block.columns[at]!;
      return field.skipped || this.#look(field, cells) !== true ? [] : [this.#entry(field, cells, missing)];
    });
  }

  #look(field: Field, cells: Cells): boolean | RowFault {
    if (cells.kinds[0] === CELL.number && !Number.isFinite(cells.numbers[0])) cells.kinds[0] = CELL.missing;
    if (isMissingCell(cells, 0, this.#options.missing)) return field.gapless;
    const { name, parts, type } = field;
    if (parts.length === 0) return true;
    const words = parts.some(readsWords);
    if (parts.some((part) => !readsWords(part) && part.takes(cells, 0))) return false;
    // Where the first number was far from all others, these need a column of their own; a schema that was given knew more than one.
    const isHeld = parts.some((part) => part instanceof NumberColumn && part.holds(cells, 0));
    if (isHeld && !words) return field.guessed && field.entries < MAX_PARTS;
    if (type !== undefined && !words) return cellFault(name, `a ${type}, its type`, cells, 0);
    if (field.entries >= MAX_PARTS) return false;
    if (!words) return true;
    // Numbers after a first word such as "unknown".
    if (field.guessed && type === undefined && cells.kinds[0] === CELL.number) return true;
    return field.open && !parts.some((part) => readsWords(part) && part.takes(cells, 0));
  }

  #entry(field: Field, cells: Cells, missing: boolean): ColumnSchema {
    const { name, parts, entries, type } = field;
    const part = entries === 0 ? undefined : entries + 1;
    if (isMissingCell(cells, 0, this.#options.missing)) return { name, part: entries + 1, type: 'gap' };
    const guess: GuessOptions = {
      type: entries === 0 ? type : undefined,
      // What was appended after the first rows is missing in all rows before, which are remembered.
      missing: entries === 0 && missing,
      ...(entries === 0 ? this.#said(name) : {}),
      oneHotLimit: this.#options.oneHotLimit,
      hashBuckets: this.#options.hashBuckets,
      part,
    };
    const slots = parts.reduce((sum, each) => sum + (each instanceof CategoryColumn ? each.slots : 0), 0);
    if (slots === 0 || cells.kinds[0] === CELL.number) return guessColumn(name, cells, guess);
    return this.#moreWords(field, slots, isPhrase(cells), guess);
  }

  #said(name: string): Pick<GuessOptions, 'notation' | 'sentinels'> {
    return { notation: this.#options.notations.get(name), sentinels: this.#options.sentinels.get(name) };
  }

  /**
   * All slots are taken. Sentences, and words that hardly repeat, become text; others get the rest of the slots that there
   * may be, and then share inputs by their hash.
   */
  #moreWords(field: Field, slots: number, phrase: boolean, guess: GuessOptions): ColumnSchema {
    const { name, type } = field;
    const counted = this.#counts.of(name);
    const words = counted.words + 1;
    const phrases = counted.phrases + (phrase ? 1 : 0);
    const distinct = slots + 1;
    const hardlyRepeats = distinct * 10 >= words * 9;
    const sentences = phrases * 2 > words && (hardlyRepeats || (slots > 8 && distinct * 4 > words));
    const full = slots >= guess.oneHotLimit;
    if (type === undefined && (sentences || (full && hardlyRepeats)))
      return { name, part: guess.part!, type: 'text', missing: false, buckets: guess.hashBuckets };
    return {
      name,
      part: guess.part!,
      type: 'category',
      missing: false,
      slots: full ? 0 : guess.oneHotLimit - slots,
      buckets: full ? guess.hashBuckets : 0,
    };
  }

  #map(names: readonly string[]): void {
    this.#names = names;
    const entriesOf = new Map<string, { first: number; columns: ColumnSchema[] }>();
    for (const [at, column] of this.#schema.columns.entries()) {
      const known = entriesOf.get(column.name);
      if (known === undefined) entriesOf.set(column.name, { first: at, columns: [column] });
      else known.columns.push(column);
    }
    const appendedFrom = this.#schema.appendedFrom ?? this.#schema.columns.length;
    this.#fields = names.map((name) => {
      const { first, columns } = entriesOf.get(name) ?? { first: appendedFrom, columns: [] };
      const parts = this.#partsOf.get(name) ?? [];
      const type = this.#options.types.get(name);
      const guessed = first >= appendedFrom;
      const [head] = columns;
      return {
        name,
        parts,
        entries: columns.length,
        type,
        guessed,
        skipped: this.#options.others.has(name) || type === 'ignored' || head?.type === 'ignored',
        plain: parts.length === 1 && parts[0] instanceof NumberColumn && parts[0].plain,
        gapless:
          guessed &&
          head !== undefined &&
          'missing' in head &&
          !head.missing &&
          !columns.some((column) => column.type === 'gap'),
        open:
          !parts.some((part) => part instanceof TextColumn) &&
          columns.some((column) => column.type === 'category') &&
          columns.every(
            (column, at) => column.type !== 'category' || (column.buckets === 0 && (guessed || at > 0)),
          ),
      };
    });
    this.#open = this.#fields.flatMap((field, at) => (field.open && !field.skipped ? [at] : []));
  }
}

function isPhrase(cells: Cells): boolean {
  return cells.kinds[0] === CELL.text && /\s/.test((cells.texts[0] ?? '').trim());
}
