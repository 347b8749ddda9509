import type { StateReader, StateTree } from '@graph/core';
import { createTableBatch, type TableBatch } from '@graph/stream';
import { RaggedColumn } from './ragged-column.js';

/**
 * Raw rows, and beside each what was predicted of it: answers in the user's unit, as many as the model had outputs then.
 * Columns, allocated once and refilled.
 */
export class AnsweredRows {
  #rows: TableBatch;
  #capacity: number;
  readonly #answers: RaggedColumn;
  /** What a mixture looked at when it answered, and what its experts said. */
  readonly #views: RaggedColumn;

  constructor(capacity: number, rawWidth: number, targetCount: number) {
    this.#rows = createTableBatch(capacity, rawWidth, targetCount);
    this.#capacity = capacity;
    this.#answers = new RaggedColumn(capacity);
    this.#views = new RaggedColumn(capacity);
  }

  /** The raw rows; valid until `widen` and `reserve`. */
  get rows(): TableBatch {
    return this.#rows;
  }

  /** All answers; those of a row begin at `offset(row)`. Valid until the next `answer`, `copy` and `reserve`. */
  get answers(): Float64Array {
    return this.#answers.values;
  }

  offset(row: number): number {
    return this.#answers.offset(row);
  }

  /** How many answers a row has; 0 if it was not predicted. */
  width(row: number): number {
    return this.#answers.width(row);
  }

  /** What a mixture keeps of each row from its prediction until its label comes; none where one network learns. */
  get views(): RaggedColumn {
    return this.#views;
  }

  /** Sets the answers of a row: `width` values of `values` from `from` on. */
  answer(row: number, values: ArrayLike<number>, from: number, width: number): void {
    this.#answers.set(row, values, from, width);
  }

  /** Forgets all rows. */
  clear(): void {
    this.#answers.clear(this.#rows.size);
    this.#views.clear(this.#rows.size);
    this.#rows.size = 0;
  }

  /** Copies a row of `from`, with its answers, to `row`. The raw widths must be the same. */
  copy(row: number, from: AnsweredRows, fromRow: number): void {
    const [to, source] = [this.#rows, from.#rows];
    copyValues(to.inputs.data, row, source.inputs.data, fromRow, to.inputs.shape[1]!);
    const targets = to.targets.shape[1]!;
    copyValues(to.targets.data, row, source.targets.data, fromRow, targets);
    copyValues(to.truths, row, source.truths, fromRow, targets);
    to.domains[row] = source.domains[fromRow]!;
    to.lines[row] = source.lines[fromRow]!;
    to.times[row] = source.times[fromRow]!;
    this.#answers.copy(row, from.#answers, fromRow);
    this.#views.copy(row, from.#views, fromRow);
  }

  /** Makes room for so many rows; those in use stay. */
  reserve(capacity: number): void {
    if (capacity > this.#capacity) this.#remake(capacity, this.#rows.inputs.shape[1]!);
  }

  /** Makes room for so many raw values a row: of rows in use, the new ones are missing. */
  widen(rawWidth: number): void {
    if (rawWidth > this.#rows.inputs.shape[1]!) this.#remake(this.#capacity, rawWidth);
  }

  /** Returns the first `size` rows as columns. */
  state(): StateTree {
    const { size, inputs, targets, truths, domains, lines, times } = this.#rows;
    const targetCount = targets.shape[1]!;
    return {
      inputs: inputs.data.slice(0, size * inputs.shape[1]!),
      targets: targets.data.slice(0, size * targetCount),
      truths: truths.slice(0, size * targetCount),
      domains: domains.slice(0, size),
      lines: lines.slice(0, size),
      times: times.slice(0, size),
      ...this.#answers.state('answers', 'answerWidths', size),
      ...this.#views.packedState('views', 'viewWidths', size),
    };
  }

  /** Restores what `state` returned, for rows of the same widths. */
  restore(reader: StateReader): void {
    const domains = reader.array('domains', Uint16Array);
    const size = domains.length;
    this.reserve(size);
    const rows = this.#rows;
    const targetCount = rows.targets.shape[1]!;
    rows.inputs.data.set(reader.array('inputs', Float32Array, size * rows.inputs.shape[1]!));
    rows.targets.data.set(reader.array('targets', Float32Array, size * targetCount));
    rows.truths.set(reader.floats('truths', size * targetCount));
    rows.domains.set(domains);
    rows.lines.set(reader.floats('lines', size));
    rows.times.set(reader.floats('times', size));
    this.#answers.restore(reader, 'answers', 'answerWidths', size);
    if (reader.has('views')) this.#views.restore(reader, 'views', 'viewWidths', size);
    rows.size = size;
  }

  #remake(capacity: number, rawWidth: number): void {
    const before = this.#rows;
    const width = before.inputs.shape[1]!;
    const targets = before.targets.shape[1]!;
    const after = createTableBatch(capacity, rawWidth, targets);
    const count = Math.min(this.#capacity, capacity);
    if (rawWidth > width) after.inputs.data.fill(Number.NaN);
    for (let row = 0; row < count; row += 1)
      after.inputs.data.set(before.inputs.data.subarray(row * width, (row + 1) * width), row * rawWidth);
    after.targets.data.set(before.targets.data);
    after.truths.set(before.truths);
    after.domains.set(before.domains);
    after.lines.set(before.lines);
    after.times.set(before.times);
    after.size = before.size;
    this.#rows = after;
    if (capacity === this.#capacity) return;
    this.#answers.reserve(capacity);
    this.#views.reserve(capacity);
    this.#capacity = capacity;
  }
}

/** Copies a row of `width` values between columns. */
function copyValues(
  to: Float32Array | Float64Array,
  row: number,
  from: Float32Array | Float64Array,
  fromRow: number,
  width: number,
): void {
  for (let at = 0; at < width; at += 1) to[row * width + at] = from[fromRow * width + at]!;
}
