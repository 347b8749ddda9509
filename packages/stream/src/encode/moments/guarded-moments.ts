import type { StateReader } from '@graph/core';
import { isUsualSentinel } from '../../schema/sentinels-of.js';
import { FIELD_AT, GUARD, type GuardField, OTHERS_AT, RING, RING_AT } from './guard-layout.js';
import type { Moments, MomentsState } from './moments.js';
import { lastOf, medianOf, spreadOf } from './ring-statistics.js';

/** Deviations beyond which a value that is taken in is held. */
const HELD = 8;
/** Deviations beyond which a value is far. */
const FAR = 32;
/** Values from which statistics start anew where most are far. */
const ANEW = 12;
/** The last values of a column that are not its mode. */
const OTHERS = 8;
/** Times that a far value must come again to be a sentinel. */
const VOTES = 3;
/** Places that are looked up for each value. */
const { mean: MEAN, variance: VARIANCE, count: COUNT, rows: ROWS, recent: RECENT, share: SHARE } = FIELD_AT;
const { phase: PHASE_AT, sentinel: SENTINEL } = FIELD_AT;
const PHASE = { start: 0, modal: 1, normal: 2 } as const;

/**
 * Running mean and deviation of many columns that no single value ruins, and no 0.1 % of them, at any place, the first
 * included. Where nothing is wild they are those of Welford (1962). The first 64 values are taken in with their median and
 * median absolute deviation in view; later a value is held within 8 deviations, and passed over where it is more than 32 away
 * and such values are rare (fewer than 2 %); where they are not, the column has moved, and its statistics start anew. A column
 * that is mostly one value is judged by the distances of the others from it. Memory: 64 + 32 numbers a column.
 */
export class GuardedMoments implements Moments {
  readonly #cells: Float64Array;

  constructor(columns: number) {
    this.#cells = new Float64Array(columns * GUARD);
    for (let column = 0; column < columns; column += 1) {
      this.#set(column, 'sentinel', Number.NaN);
      this.#set(column, 'candidate', Number.NaN);
    }
  }

  mean(column: number): number {
    return this.#cells[column * GUARD + MEAN]!;
  }

  /** The population's standard deviation; 0 before the second distinct value. */
  deviation(column: number): number {
    return Math.sqrt(this.#cells[column * GUARD + VARIANCE]!);
  }

  /** The value that stands for "no value" in a column, NaN if there is none. */
  sentinel(column: number): number {
    return this.#cells[column * GUARD + SENTINEL]!;
  }

  /** Values of a column that were held, passed over, or a sentinel. */
  wild(column: number): { readonly held: number; readonly rejected: number; readonly sentinels: number } {
    return {
      held: this.#get(column, 'held'),
      rejected: this.#get(column, 'rejected'),
      sentinels: this.#get(column, 'sentinels'),
    };
  }

  /** Takes one value of one column into account. */
  add(column: number, value: number): void {
    const cells = this.#cells;
    const from = column * GUARD;
    if (value === cells[from + SENTINEL]) {
      this.#count(column, 'sentinels');
      return;
    }
    const rows = cells[from + ROWS]! + 1;
    cells[from + ROWS] = rows;
    cells[from + RING_AT + ((rows - 1) % RING)] = value;
    if (rows <= RING) this.#begin(column, rows);
    else if (cells[from + PHASE_AT] === PHASE.modal) this.#addModal(column, value);
    else this.#addNormal(column, value);
  }

  /** Copies `count` columns of others from `from` to `to` of these. */
  copy(others: Moments, from: number, to: number, count: number): void {
    if (!(others instanceof GuardedMoments)) throw new TypeError('these are statistics of another kind');
    this.#cells.set(others.#cells.subarray(from * GUARD, (from + count) * GUARD), to * GUARD);
  }

  /** Returns a copy; beside it what an encoder that is not robust needs in order to encode alike: each mean and variance, as of one value. */
  state(): MomentsState {
    const columns = this.#cells.length / GUARD;
    const of = (field: GuardField): Float64Array =>
      Float64Array.from({ length: columns }, (_, column) => this.#get(column, field));
    return {
      counts: of('count').map((count) => Math.min(count, 1)),
      means: of('mean'),
      squares: of('variance'),
      guards: this.#cells.slice(),
    };
  }

  /** Restores what `state` gave for the same number of columns. */
  read(reader: StateReader): void {
    this.#cells.set(reader.floats('guards', this.#cells.length));
  }

  #get(column: number, field: GuardField): number {
    return this.#cells[column * GUARD + FIELD_AT[field]] as number;
  }

  #set(column: number, field: GuardField, value: number): void {
    this.#cells[column * GUARD + FIELD_AT[field]] = value;
  }

  #count(column: number, field: GuardField): number {
    const count = this.#get(column, field) + 1;
    this.#set(column, field, count);
    return count;
  }

  #take(column: number, value: number): void {
    const cells = this.#cells;
    const from = column * GUARD;
    const count = cells[from + COUNT]! + 1;
    const mean = cells[from + MEAN]!;
    const variance = cells[from + VARIANCE]!;
    const next = mean + (value - mean) / count;
    cells[from + COUNT] = count;
    cells[from + MEAN] = next;
    cells[from + VARIANCE] = variance + ((value - mean) * (value - next) - variance) / count;
  }

  #takeHeld(column: number, value: number, center: number, reach: number): void {
    const held = Math.min(Math.max(value, center - reach), center + reach);
    if (held !== value) this.#count(column, 'held');
    this.#take(column, held);
  }

  /** Starts anew from the last values: in the order in which they came, though it does not matter. */
  #start(column: number, count: number): void {
    const values = lastOf(this.#cells, column * GUARD + RING_AT, this.#get(column, 'rows'), count);
    const median = medianOf(values);
    const spread = spreadOf(values, median);
    for (const field of ['mean', 'variance', 'count', 'recent', 'share', 'others', 'otherCount'] as const)
      this.#set(column, field, 0);
    if (spread > 0) {
      this.#set(column, 'phase', PHASE.normal);
      for (const value of values)
        if (Math.abs(value - median) <= FAR * spread)
          this.#take(column, Math.min(Math.max(value, median - HELD * spread), median + HELD * spread));
      return;
    }
    this.#set(column, 'phase', PHASE.modal);
    this.#set(column, 'mode', median);
    this.#set(column, 'modeShare', values.filter((value) => value === median).length / values.length);
    for (const value of values) if (value !== median) this.#pushOther(column, value);
    const reach = this.#reach(column);
    for (const value of values) {
      if (Math.abs(value - median) > reach) continue;
      this.#take(column, value);
      if (value !== median) this.#count(column, 'others');
    }
  }

  /** Starts from all values so far, and counts anew which of them are wild. */
  #begin(column: number, rows: number): void {
    this.#start(column, rows);
    const [mean, deviation] = [this.mean(column), this.deviation(column)];
    let rejected = 0;
    for (let at = 0; at < rows; at += 1)
      if (Math.abs(this.#cells[column * GUARD + RING_AT + at]! - mean) > FAR * deviation) rejected += 1;
    this.#set(column, 'rejected', deviation > 0 ? rejected : 0);
  }

  #addModal(column: number, value: number): void {
    const mode = this.#get(column, 'mode');
    const share = this.#get(column, 'modeShare');
    this.#set(column, 'modeShare', share + ((value === mode ? 1 : 0) - share) / 256);
    if (value === mode) {
      this.#take(column, value);
      return;
    }
    this.#pushOther(column, value);
    const reach = this.#reach(column);
    if (Math.abs(value - mode) > reach) {
      this.#reject(column, value);
      return;
    }
    const others = this.#count(column, 'others');
    this.#take(column, value);
    const part = (others + 1) / (this.#get(column, 'count') + 1);
    if (this.#get(column, 'variance') > part * reach * reach) {
      this.#set(column, 'variance', part * reach * reach);
      const mean = this.#get(column, 'mean');
      this.#set(column, 'mean', Math.min(Math.max(mean, mode - part * reach), mode + part * reach));
    }
    if (this.#get(column, 'modeShare') >= 0.25) return;
    // No value is most of the column any more: what is known is kept, unless the column woke up far away.
    this.#set(column, 'phase', PHASE.normal);
    const last = lastOf(this.#cells, column * GUARD + RING_AT, this.#get(column, 'rows'), 32);
    const spread = spreadOf(last, medianOf(last));
    if (spread > 0 && this.deviation(column) > FAR * spread) this.#start(column, 32);
  }

  #addNormal(column: number, value: number): void {
    const cells = this.#cells;
    const from = column * GUARD;
    const mean = cells[from + MEAN]!;
    const deviation = Math.sqrt(cells[from + VARIANCE]!);
    const isFar = Math.abs(value - mean) > FAR * deviation;
    const recent = cells[from + RECENT]!;
    const share = cells[from + SHARE]!;
    const now = recent + ((isFar ? 1 : 0) - recent) / 16;
    const long = share + ((isFar ? 1 : 0) - share) / 256;
    cells[from + RECENT] = now;
    cells[from + SHARE] = long;
    // Eleven in a row, or most of the last twenty: another level or scale.
    if (now > 0.5) {
      if (this.#isRepeated(column, value)) this.#vote(column, value, VOTES);
      else this.#start(column, ANEW);
    } else if (isFar && long < 0.02) this.#reject(column, value);
    else this.#takeHeld(column, value, mean, HELD * deviation);
  }

  #reject(column: number, value: number): void {
    this.#count(column, 'rejected');
    this.#vote(column, value, 1);
  }

  /** A majority vote (Boyer and Moore, 1981) among far values; adjacent rows count once. */
  #vote(column: number, value: number, weight: number): void {
    if (!isUsualSentinel(value)) return;
    const rows = this.#get(column, 'rows');
    const isAdjacent = rows - this.#get(column, 'place') <= 1;
    this.#set(column, 'place', rows);
    const votes = this.#get(column, 'votes');
    if (value === this.#get(column, 'candidate'))
      this.#set(column, 'votes', votes + (isAdjacent ? weight - 1 : weight));
    else if (votes > 0) this.#set(column, 'votes', votes - 1);
    else {
      this.#set(column, 'candidate', value);
      this.#set(column, 'votes', weight);
    }
    if (this.#get(column, 'votes') < VOTES) return;
    this.#set(column, 'sentinel', this.#get(column, 'candidate'));
    this.#set(column, 'recent', 0);
    this.#set(column, 'share', 0);
  }

  #isRepeated(column: number, value: number): boolean {
    return (
      isUsualSentinel(value) &&
      lastOf(this.#cells, column * GUARD + RING_AT, this.#get(column, 'rows'), OTHERS).every(
        (each) => each === value,
      )
    );
  }

  #pushOther(column: number, value: number): void {
    const at = this.#get(column, 'otherCount') % OTHERS;
    this.#cells[column * GUARD + OTHERS_AT + at] = value;
    this.#count(column, 'otherCount');
  }

  /** How far from the mode another value may be: by the lower quartile of the distances of the last ones; 0 before two came. */
  #reach(column: number): number {
    const count = Math.min(OTHERS, this.#get(column, 'otherCount'));
    if (count < 2) return 0;
    const mode = this.#get(column, 'mode');
    const from = column * GUARD + OTHERS_AT;
    const distances = this.#cells.slice(from, from + count);
    for (let at = 0; at < count; at += 1) distances[at] = Math.abs(distances[at]! - mode);
    distances.sort();
    return FAR * distances[(count - 1) >> 2]!;
  }
}
