import { LearnerError } from '../../learner-error.js';
import { LinearMemory } from '../linear-memory.js';

/** Addresses of the arrays in the memory of the kernels. */
type Addresses = {
  readonly table: number;
  readonly slots: number;
  readonly values: number;
  readonly steps: number;
  readonly answers: number;
  readonly deltas: number;
  readonly rises: number;
  readonly probabilities: number;
};

type Octet = [number, number, number, number, number, number, number, number];

/** A table of hashed weights and the row that is looked up in it, in the memory of the kernels. */
export class HashedTable {
  readonly #memory: LinearMemory = new LinearMemory();
  readonly #mask: number;
  /** Weights of a slot: 1, or a multiple of 4. */
  #room = 0;
  /** Features that a row may have. */
  #capacity = 0;
  #at: Addresses = {
    table: 0,
    slots: 0,
    values: 0,
    steps: 0,
    answers: 0,
    deltas: 0,
    rises: 0,
    probabilities: 0,
  };
  #table = new Float32Array(0);
  #slots = new Uint32Array(0);
  #values = new Float32Array(0);
  #count = 0;
  /** `[room]`, views until the next `widen`: the answers to the row; errors that are to be learned; `rises` of `adapt`. */
  answers: Float32Array = new Float32Array(0);
  errors: Float32Array = new Float32Array(0);
  rises: Float32Array = new Float32Array(0);
  /** `[room]`, a view too: logits, and what `soften` makes of them. */
  probabilities: Float64Array = new Float64Array(0);

  /**
   * @param slots - a power of 2.
   * @param outputs - more than one are learned together, by kernels of their own.
   * @throws LearnerError `MEMORY`, `UNSUPPORTED`
   */
  constructor(slots: number, outputs: number, isWide: boolean) {
    this.#mask = slots - 1;
    this.#place(isWide ? roomFor(outputs) : 1, 256);
  }

  /** Makes room for so many outputs; new weights are 0. @throws LearnerError `MEMORY`; nothing has changed then. */
  widen(outputs: number): void {
    if (outputs > this.#room) this.#place(roomFor(outputs), this.#capacity);
  }

  /**
   * Takes a row, and scales it to length 1.
   *
   * @throws LearnerError `SHAPE`, `NON_FINITE`, `MEMORY`
   */
  read(indices: Uint32Array, values: Float32Array, count: number): void {
    if (!(Number.isInteger(count) && count >= 0 && count <= indices.length && count <= values.length))
      throw new LearnerError(
        'SHAPE',
        `the row has ${count} features, wanted a whole number up to ${Math.min(indices.length, values.length)}`,
      );
    if (count > this.#capacity) this.#place(this.#room, Math.max(count, 2 * this.#capacity));
    let square = 0;
    for (let at = 0; at < count; at += 1) square += values[at]! * values[at]!;
    if (!Number.isFinite(square))
      throw new LearnerError('NON_FINITE', 'the row has a value that is NaN or infinite', { row: 0 });
    const scale = square > 0 ? 1 / Math.sqrt(square) : 0;
    for (let at = 0; at < count; at += 1) {
      this.#slots[at] = indices[at]! & this.#mask;
      this.#values[at] = values[at]! * scale;
    }
    this.#count = count;
  }

  /** The answer to the row of a table with one output. */
  sum(): number {
    const at = this.#at;
    return this.#memory.run.sum(at.table, at.slots, at.values, this.#count);
  }

  /** Computes `answers`. */
  sumAll(): void {
    const at = this.#at;
    this.#memory.run.sumClasses(at.table, at.slots, at.values, this.#count, this.#room, at.answers);
  }

  /** Replaces the first logits of `probabilities` by their softmax. */
  soften(outputs: number): void {
    const at = this.#at.probabilities;
    this.#memory.run.softmax(at, at, outputs, 0);
  }

  sigmoid(logit: number): number {
    return this.#memory.run.sigmoid(logit);
  }

  /** The error of a logistic answer after the step that it causes. */
  implicitError(target: number, logit: number, rise: number): number {
    return this.#memory.run.implicitError(target, logit, rise);
  }

  /** Adds the squared gradients of an error; returns how far a step moves the answer per unit of error. */
  adapt(error: number, rate: number): number {
    const at = this.#at;
    return this.#memory.run.adapt(at.table, at.slots, at.values, this.#count, error, rate, at.steps);
  }

  /** Steps along what `adapt` found. */
  apply(error: number): void {
    const at = this.#at;
    this.#memory.run.apply(at.table, at.slots, at.steps, this.#count, error);
  }

  /** As `adapt`, with `errors`; computes `rises`. */
  adaptAll(rate: number): void {
    const at = this.#at;
    const { run } = this.#memory;
    run.adaptClasses(
      at.table,
      at.slots,
      at.values,
      this.#count,
      this.#room,
      at.deltas,
      rate,
      at.steps,
      at.rises,
    );
  }

  /** As `apply`, with `errors`. */
  applyAll(): void {
    const at = this.#at;
    this.#memory.run.applyClasses(at.table, at.slots, at.steps, this.#count, this.#room, at.deltas);
  }

  /** Multiplies all weights. */
  scale(factor: number): void {
    const room = this.#room;
    for (let slot = 0; slot < this.#table.length; slot += 2 * room)
      for (let at = slot; at < slot + room; at += 1) this.#table[at] = this.#table[at]! * factor;
  }

  /** Copies the weights, or the sums of squares, `[slots, outputs]`. */
  column(of: 'weights' | 'squares', outputs: number): Float32Array<ArrayBuffer> {
    const table = this.#table;
    const stride = 2 * this.#room;
    const copied = new Float32Array((this.#mask + 1) * outputs);
    for (let index = 0, from = this.#firstOf(of); index < copied.length; from += stride)
      for (let output = 0; output < outputs; output += 1, index += 1) copied[index] = table[from + output]!;
    return copied;
  }

  /** Takes over what `column` returned. */
  setColumn(of: 'weights' | 'squares', outputs: number, values: Float32Array): void {
    const table = this.#table;
    const stride = 2 * this.#room;
    const length = (this.#mask + 1) * outputs;
    for (let index = 0, from = this.#firstOf(of); index < length; from += stride)
      for (let output = 0; output < outputs; output += 1, index += 1) table[from + output] = values[index]!;
  }

  #firstOf(of: 'weights' | 'squares'): number {
    return of === 'weights' ? 0 : this.#room;
  }

  #place(room: number, capacity: number): void {
    const old = { room: this.#room, table: this.#table.slice() };
    const slots = this.#mask + 1;
    const lengths = [2 * room * slots, capacity, capacity, room * capacity, room, room, room, 2 * room];
    const [table, indices, values, steps, answers, deltas, rises, probabilities] = this.#memory.layOut(
      lengths.map((length) => 4 * length),
    ) as Octet;
    this.#at = { table, slots: indices, values, steps, answers, deltas, rises, probabilities };
    const view = (at: number, length: number): Float32Array<ArrayBuffer> =>
      new Float32Array(this.#memory.buffer, at, length);
    this.#table = view(table, 2 * room * slots);
    this.#slots = new Uint32Array(this.#memory.buffer, indices, capacity);
    this.#values = view(values, capacity);
    this.answers = view(answers, room);
    this.errors = view(deltas, room);
    this.rises = view(rises, room);
    this.probabilities = new Float64Array(this.#memory.buffer, probabilities, room);
    if (room === old.room) this.#table.set(old.table);
    else
      for (let slot = 0; slot < slots; slot += 1)
        for (let at = 0; at < old.room; at += 1) {
          this.#table[2 * room * slot + at] = old.table[2 * old.room * slot + at]!;
          this.#table[2 * room * slot + room + at] = old.table[2 * old.room * slot + old.room + at]!;
        }
    this.#room = room;
    this.#capacity = capacity;
  }
}

/** Classes come one by one: there is room for as many again before the table is laid out anew. */
function roomFor(outputs: number): number {
  let room = 4;
  while (room < outputs) room *= 2;
  return room;
}
