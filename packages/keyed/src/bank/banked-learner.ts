import type { Prediction, Row } from '@graph/online';
import { KeyedError } from '../errors.js';
import { type OnlineAnswer, readOnlineEvent, writeOnlineAnswer } from '../models/online-events.js';
import type { KeyedLearner } from '../ports/learner.js';
import { type BankedStateWriter, readBankedState } from './banked-state.js';
import type { KeyBank } from './key-bank.js';
import type { Member } from './key-rows.js';
import { addNumber, scoreClass, scoreNumber } from './key-score.js';
import { CELL_AT, type CellField } from './member-cells.js';
import { labelKindOf, predictionOf } from './prediction-of.js';
import type { RowReader } from './row-reader.js';
import { WaitingRows } from './waiting-rows.js';

/** What all keys of a factory work with. */
export type BankTools = {
  readonly bank: KeyBank;
  readonly reader: RowReader;
  readonly writer: BankedStateWriter;
};

/** One key in the banks. */
export class BankedLearner implements KeyedLearner {
  readonly #tools: BankTools;
  readonly #bank: KeyBank;
  readonly #reader: RowReader;
  #member: Member | undefined;
  #waiting: WaitingRows | undefined;

  /** @param state - of an earlier one; a new key without. @throws KeyedError `STATE` */
  constructor(tools: BankTools, state?: Uint8Array) {
    this.#tools = tools;
    this.#bank = tools.bank;
    this.#reader = tools.reader;
    this.#member = state === undefined ? tools.bank.add() : this.#restore(state);
  }

  apply(body: Uint8Array): Uint8Array {
    return writeOnlineAnswer(this.#answer(body));
  }

  state(): Uint8Array {
    return this.view().slice();
  }

  view(): Uint8Array {
    const member = this.#open();
    const { networks, memories, cells } = this.#bank;
    const { bytes, memoryAt } = this.#tools.writer.write(
      { all: cells.all, from: this.#bank.cellsOf(member), width: cells.width },
      networks.take(member.network),
      memories.bytesOf(member.memory),
      this.#waiting?.state() ?? NO_BYTES,
    );
    memories.take(member.memory, bytes, memoryAt);
    return bytes;
  }

  /** Predicts a row, and nothing changes. @throws KeyedError `EVENT` if it is not an object. */
  predict(row: Row): Prediction {
    this.#reader.read(row);
    return this.#say(this.#open(), this.answer());
  }

  /** Answers the row that the reader has read last: a number, or probabilities; null before the first label. */
  answer(): Float64Array | null {
    const member = this.#open();
    return this.#predict(member, this.#reader.values, this.#get(member, 'last'));
  }

  close(): void {
    if (this.#member !== undefined) this.#bank.remove(this.#member);
    this.#member = undefined;
  }

  #restore(state: Uint8Array): Member {
    const { cells, network, memory, waiting } = readBankedState(state);
    const { networks, memories, settings } = this.#bank;
    if (cells.length !== this.#bank.cells.width)
      throw new KeyedError(
        'STATE',
        `the state has ${cells.length} numbers, wanted ${this.#bank.cells.width}`,
      );
    if (waiting.length > 0) this.#waiting = new WaitingRows(settings.labelWait, settings.maxPending, waiting);
    const member = { network: networks.put(network), memory: -1 };
    try {
      member.memory = memories.put(memory);
    } catch (error) {
      networks.remove(member.network);
      throw error;
    }
    this.#bank.cells.put(member.network, cells);
    return member;
  }

  #open(): Member {
    if (this.#member === undefined)
      throw new KeyedError('OPTION', 'this learner was closed: restore it from its state');
    return this.#member;
  }

  #answer(body: Uint8Array): OnlineAnswer {
    const member = this.#open();
    try {
      const event = readOnlineEvent(body);
      if (event.kind === 'learn') return this.#learnRow(member, event.row);
      if (event.kind === 'label') return this.#labelRow(member, event.id, event.label, event.time);
      return this.#predictRow(member, event.row, event.id, event.time);
    } catch (error) {
      if (!KeyedError.is(error) || error.code !== 'EVENT') throw error;
      this.#add(member, 'refused', 1);
      return { status: 'refused', message: error.message };
    }
  }

  #learnRow(member: Member, row: Row): OnlineAnswer {
    const truth = this.#reader.read(row);
    const label = row[this.#bank.settings.schema.targets[0]!.name];
    if (Number.isNaN(truth)) throw this.#reader.unusable(label);
    const { values } = this.#reader;
    const last = this.#get(member, 'last');
    const answers = this.#predict(member, values, last);
    const rows = this.#add(member, 'rows', 1);
    const { labelWait } = this.#bank.settings;
    if (labelWait !== undefined && 'rows' in labelWait) this.#expire(member, rows);
    return this.#learn(member, values, last, { truth, label, answers });
  }

  #predictRow(member: Member, row: Row, id: string | undefined, time: number | undefined): OnlineAnswer {
    if (id !== undefined && this.#waiting?.get(id) !== undefined)
      throw new KeyedError(
        'EVENT',
        `a row waits under the id ${JSON.stringify(id)} already; give each its own`,
      );
    // What is missing is said before anything is remembered.
    if (id !== undefined) this.#now(member, time);
    this.#reader.read(row);
    const { values } = this.#reader;
    const last = this.#get(member, 'last');
    const answers = this.#predict(member, values, last);
    const prediction = this.#say(member, answers);
    if (id === undefined) return { status: 'predicted', prediction };
    this.#add(member, 'rows', 1);
    const since = this.#now(member, time);
    this.#expire(member, since);
    const { labelWait, maxPending } = this.#bank.settings;
    this.#waiting ??= new WaitingRows(labelWait, maxPending);
    const expired = this.#waiting.add(id, {
      since,
      values: Array.from(values, numberOrNull),
      last: numberOrNull(last),
      answers: answers === null ? null : [...answers],
    });
    this.#add(member, 'expired', expired);
    return { status: 'predicted', prediction };
  }

  #labelRow(member: Member, id: string, label: unknown, time: number | undefined): OnlineAnswer {
    this.#expire(member, this.#now(member, time));
    const row = this.#waiting?.get(id);
    if (row === undefined) return { status: this.#waiting?.closed(id) ?? 'unknown' };
    const truth = this.#reader.readLabel(label);
    const { values, last, answers } = row;
    this.#waiting!.close(id, 'labelled');
    const numbers = Float64Array.from(values, (value) => value ?? Number.NaN);
    return this.#learn(member, numbers, last ?? Number.NaN, { truth, label, answers });
  }

  /** Answers a row; null before the first label. */
  #predict(member: Member, values: Float64Array, last: number): Float64Array | null {
    if (Number.isNaN(this.#get(member, 'last'))) return null;
    this.#bank.predict(member, values, last);
    return this.#bank.answers;
  }

  #learn(
    member: Member,
    values: Float64Array,
    last: number,
    { truth, label, answers }: { truth: number; label: unknown; answers: ArrayLike<number> | null },
  ): OnlineAnswer {
    const bank = this.#bank;
    if (this.#get(member, 'labelKind') === 0) this.#set(member, 'labelKind', labelKindOf(label));
    const prediction = this.#say(member, answers);
    const loss = bank.learn(member, values, last, truth);
    this.#score(member, truth, answers, loss === null);
    this.#add(member, 'learned', 1);
    return { status: 'learned', prediction, loss };
  }

  #score(member: Member, truth: number, answers: ArrayLike<number> | null, isWild: boolean): void {
    const { task, outputs } = this.#bank;
    const { all, countsAt } = this.#bank.cells;
    const from = this.#bank.cellsOf(member);
    if (isWild) {
      this.#add(member, 'wild', 1);
      return;
    }
    // Before the first label nothing was answered.
    if (task === 'regression') {
      if (answers !== null) scoreNumber(all, from, truth, answers[0]!);
      addNumber(all, from, truth);
    } else {
      const classes = Math.max(2, outputs);
      if (answers !== null)
        scoreClass(all, from, { truth, probabilities: answers, classes, countsAt: from + countsAt });
      all[from + countsAt + truth] = all[from + countsAt + truth]! + 1;
    }
    this.#set(member, 'last', truth);
  }

  #say(member: Member, answers: ArrayLike<number> | null): Prediction {
    return predictionOf(this.#bank.settings, answers, this.#get(member, 'labelKind'));
  }

  /** The count of rows, or the time of the event: whatever `labelWait` counts. */
  #now(member: Member, time: number | undefined): number {
    const { labelWait } = this.#bank.settings;
    if (labelWait === undefined || 'rows' in labelWait) return this.#get(member, 'rows');
    if (time === undefined)
      throw new KeyedError('EVENT', 'labelWait is a time, so this event needs { time }: when that is');
    return time;
  }

  #expire(member: Member, now: number): void {
    if (this.#waiting !== undefined) this.#add(member, 'expired', this.#waiting.expire(now));
  }

  #get(member: Member, field: CellField): number {
    return this.#bank.cells.all[this.#bank.cellsOf(member) + CELL_AT[field]]!;
  }

  #set(member: Member, field: CellField, value: number): void {
    this.#bank.cells.all[this.#bank.cellsOf(member) + CELL_AT[field]] = value;
  }

  #add(member: Member, field: CellField, count: number): number {
    const next = this.#get(member, field) + count;
    this.#set(member, field, next);
    return next;
  }
}

const NO_BYTES = new Uint8Array(0);

function numberOrNull(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}
