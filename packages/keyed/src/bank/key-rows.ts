import type { ReplayBank } from '@graph/replay';
import type { BankPlan } from './bank-columns.js';
import { addValue, isStart, MOMENTS, relative, startMoments } from './column-moments.js';
import { CELL_AT, type MemberCells } from './member-cells.js';

/** Values that statistics are of at most: older ones fade. */
const HORIZON = 1000;
/** Rows that statistics are made anew from at most. */
const START_ROWS = 32;

/** Where a key is in the banks. */
export type Member = { readonly network: number; readonly memory: number };

/**
 * Rows of keys as they are remembered, and the running statistics of their columns: raw values and labels relative to the key's own
 * origins, so that large numbers keep their digits.
 */
export class KeyRows {
  /** Of a remembered row: raw values, the last label before it, its label. */
  readonly width: number;
  /** The row at work. */
  readonly row: Float32Array<ArrayBuffer>;
  readonly #plan: BankPlan;
  readonly #cells: MemberCells;
  readonly #memories: ReplayBank;
  readonly #isNumber: boolean;
  readonly #values: Float64Array = new Float64Array(START_ROWS);
  readonly #held: Float32Array<ArrayBuffer>;

  /** @param isNumber - whether the label is one, and has statistics too. */
  constructor(plan: BankPlan, cells: MemberCells, memories: ReplayBank, isNumber: boolean) {
    this.#plan = plan;
    this.#cells = cells;
    this.#memories = memories;
    this.#isNumber = isNumber;
    this.width = plan.rawWidth + 2;
    this.row = new Float32Array(this.width);
    this.#held = new Float32Array(Math.min(START_ROWS, memories.options.capacity) * this.width);
  }

  /** Where the statistics of a key begin. */
  momentsOf({ network }: Member): number {
    return network * this.#cells.width + this.#cells.momentsAt;
  }

  /** The label that a remembered 0 stands for. */
  originOf(member: Member): number {
    const origin = this.#cells.all[this.momentsOf(member) + MOMENTS * this.#plan.moments]!;
    return Number.isNaN(origin) ? 0 : origin;
  }

  /** Writes raw values and labels into `row`. */
  write(member: Member, values: Float64Array, last: number, truth: number): void {
    const { columns, rawWidth, moments } = this.#plan;
    const { row } = this;
    const all = this.#cells.all;
    const from = this.momentsOf(member);
    for (let index = 0; index < columns.length; index += 1) {
      const { raw, moments: at, copied } = columns[index]!;
      row[raw] = at < 0 ? values[raw]! : relative(all, from + MOMENTS * at, values[raw]!);
      for (let next = raw + 1; next <= raw + copied; next += 1) row[next] = values[next]!;
    }
    const target = from + MOMENTS * moments;
    row[rawWidth] = this.#isNumber ? relative(all, target, last) : last;
    row[rawWidth + 1] = this.#isNumber ? relative(all, target, truth) : truth;
  }

  /** Moves the statistics by a row that is about to be learned, and writes it into `row`. */
  update(member: Member, values: Float64Array, last: number, truth: number): void {
    const { columns, rawWidth, moments } = this.#plan;
    const all = this.#cells.all;
    const from = this.momentsOf(member);
    const target = from + MOMENTS * moments;
    for (const { raw, moments: at } of columns)
      if (at >= 0 && Number.isNaN(all[from + MOMENTS * at]!)) all[from + MOMENTS * at] = values[raw]!;
    if (this.#isNumber && Number.isNaN(all[target]!)) all[target] = truth;
    this.write(member, values, last, truth);
    const rows = all[member.network * this.#cells.width + CELL_AT.learned]! + 1;
    if (isStart(rows) && rows - 1 <= this.#memories.options.capacity) {
      const held = this.#memories.read(member.memory, this.#held);
      for (const { raw, moments: at } of columns)
        if (at >= 0) this.#restart(member, from + MOMENTS * at, held, [raw]);
      if (this.#isNumber) this.#restart(member, target, held, [rawWidth + 1, rawWidth]);
      // Origins may have moved.
      this.write(member, values, last, truth);
      return;
    }
    for (let index = 0; index < columns.length; index += 1) {
      const { raw, moments: at } = columns[index]!;
      if (at >= 0) addValue(all, from + MOMENTS * at, this.row[raw]!, HORIZON);
    }
    if (this.#isNumber) addValue(all, target, this.row[rawWidth + 1]!, HORIZON);
  }

  /**
   * Makes the statistics of a column anew from the rows that are held and the current one, and moves what is held where the origin moves.
   *
   * @param places - in a row: of its values, and of others that have the same origin.
   */
  #restart(member: Member, at: number, held: number, places: readonly [number, ...number[]]): void {
    let count = 0;
    const [place] = places;
    for (let row = 0; row <= held && count < START_ROWS; row += 1) {
      const value = row < held ? this.#held[row * this.width + place]! : this.row[place]!;
      if (!Number.isNaN(value)) this.#values[count++] = value;
    }
    const moved = startMoments(this.#cells.all, at, this.#values, count);
    if (moved === 0 || held === 0) return;
    const bytes = this.#memories.take(member.memory).slice();
    const rows = new Float32Array(bytes.buffer, bytes.length - 4 * held * this.width);
    for (let row = 0; row < held; row += 1)
      for (const each of places) {
        rows[row * this.width + each] = rows[row * this.width + each]! - moved;
        this.#held[row * this.width + each] = rows[row * this.width + each]!;
      }
    this.#memories.remove(member.memory);
    // The number that was given back last is given away first.
    this.#memories.put(bytes);
  }
}
