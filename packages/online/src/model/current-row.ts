import type { StateTree } from '@graph/core';
import { type RowFault, RowWriter, type RowWriterState } from '@graph/stream';
import { OnlineError } from '../errors.js';
import { AnsweredRows } from '../rows/answered-rows.js';
import { newWriter, writerOptions } from './model-writer.js';
import type { OnlineModelOptions } from './online-model-options.js';
import type { Row } from './online-model-types.js';

/** How often a row can make the schema grow: for its columns, its label, and a gap in it. */
const MOST_GROWTHS = 4;

/** The row of the present call, written raw, and what was answered to it. */
export class CurrentRow {
  readonly writer: RowWriter;
  /** One row. */
  readonly rows: AnsweredRows;
  readonly #targets: readonly string[];
  readonly #onGrown: () => void;

  /**
   * @param state - of the writer of an earlier one with the same options.
   * @param onGrown - called when the schema has grown, before the row is written.
   */
  constructor(
    options: OnlineModelOptions,
    targets: readonly string[],
    onGrown: () => void,
    state?: RowWriterState,
  ) {
    this.writer = state === undefined ? newWriter(options) : RowWriter.from(state, writerOptions(options));
    this.rows = new AnsweredRows(1, this.writer.rawWidth, targets.length);
    this.#targets = targets;
    this.#onGrown = onGrown;
  }

  /**
   * Writes a row.
   *
   * @param remember - whether columns and words that are new in it are remembered.
   * @throws OnlineError `ROW`
   */
  write(row: Row, remember: boolean): void {
    this.rows.clear();
    this.#settle(() => this.writer.write(row, this.rows.rows, { remember }));
    this.rows.rows.size = 1;
  }

  /** Takes a row that was written before. */
  take(from: AnsweredRows, row: number): void {
    this.rows.copy(0, from, row);
    this.rows.rows.size = 1;
  }

  /** Writes the label of the row. @throws OnlineError `ROW` */
  label(value: unknown): void {
    this.#settle(() => this.writer.label(value, this.rows.rows, 0));
    this.checkLabel();
  }

  /** @throws OnlineError `ROW` if the row has no label. */
  checkLabel(): void {
    const { truths } = this.rows.rows;
    for (const [at, name] of this.#targets.entries())
      if (Number.isNaN(truths[at]))
        throw new OnlineError('ROW', `the row has no ${name}, the target, to learn`, { column: name });
  }

  state(): StateTree & RowWriterState {
    return this.writer.state();
  }

  /** Writes, and again as often as the schema has to grow for it. */
  #settle(write: () => 'written' | 'grown' | RowFault): void {
    let written = write();
    for (let growths = 0; written === 'grown' && growths < MOST_GROWTHS; growths += 1) {
      this.rows.widen(this.writer.rawWidth);
      this.#onGrown();
      written = write();
    }
    if (typeof written === 'string') return;
    const { message, column } = written;
    throw new OnlineError('ROW', `the row's ${message}`, column === undefined ? {} : { column });
  }
}
