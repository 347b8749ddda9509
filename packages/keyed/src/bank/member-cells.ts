import { MOMENTS } from './column-moments.js';

/** What is counted of a key, one number each. */
const FIELDS = [
  /** Rows learned from, or predicted with an id. */
  'rows',
  'learned',
  'expired',
  /** Events that could not be used. */
  'refused',
  /** Rows that were scored, and those that were too wild to be. */
  'scored',
  'wild',
  /** The last label, NaN before the first, and the JavaScript type of the first. */
  'last',
  'labelKind',
  /** Sums of what the model and two guesses lose, each beside a second sum: absolute and squared errors, or log loss and hits. */
  'lost',
  'lostMore',
  'lostByMean',
  'lostByMeanMore',
  'lostByLast',
  'lostByLastMore',
  /** Running mean and sum of squares of the scored numbers. */
  'mean',
  'squares',
] as const;

/** A number that is kept of a key. */
export type CellField = (typeof FIELDS)[number];

/** The place of each of them. */
export const CELL_AT: Readonly<Record<CellField, number>> = Object.fromEntries(
  FIELDS.map((field, at) => [field, at]),
) as Record<CellField, number>;

/** Numbers of all keys, side by side: counts, counts by class, and statistics by column; the last are those of a numeric target. */
export class MemberCells {
  /** Of one key. */
  readonly width: number;
  /** Where in the numbers of a key the counts of the classes begin, and its statistics. */
  readonly countsAt: number;
  readonly momentsAt: number;
  #cells = new Float64Array(0);

  constructor(classes: number, moments: number) {
    this.countsAt = FIELDS.length;
    this.momentsAt = this.countsAt + classes;
    this.width = this.momentsAt + MOMENTS * moments;
  }

  /** All of them: valid until `start` or `put`. */
  get all(): Float64Array {
    return this.#cells;
  }

  /** Makes the numbers of a key those of a new one. */
  start(index: number): void {
    this.#reserve(index);
    const from = index * this.width;
    this.#cells.fill(0, from, from + this.width);
    this.#cells[from + CELL_AT.last] = Number.NaN;
    for (let at = from + this.momentsAt; at < from + this.width; at += MOMENTS) this.#cells[at] = Number.NaN;
  }

  /** Copies the numbers of a key. */
  take(index: number, to: Float64Array): void {
    to.set(this.#cells.subarray(index * this.width, (index + 1) * this.width));
  }

  /** Restores what `take` gave. */
  put(index: number, from: Float64Array): void {
    this.#reserve(index);
    this.#cells.set(from, index * this.width);
  }

  #reserve(index: number): void {
    if ((index + 1) * this.width <= this.#cells.length) return;
    const cells = new Float64Array(this.width * Math.max(16, Math.ceil(1.5 * index) + 1));
    cells.set(this.#cells);
    this.#cells = cells;
  }
}
