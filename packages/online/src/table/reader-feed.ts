import type { StateTree } from '@graph/core';
import {
  RowWriter,
  type RowWriterState,
  type TableBatch,
  type TableReader,
  type TableSchema,
} from '@graph/stream';
import type { AnsweredRows } from '../rows/answered-rows.js';
import { streamPrediction } from '../rows/stream-prediction.js';
import type { RowFeed } from './row-feed.js';
import type { TableStreamSettings } from './table-stream-settings.js';

/** Feeds a stream with the rows of a `TableReader`. */
export class ReaderFeed implements RowFeed {
  readonly #reader: TableReader;
  readonly #settings: Pick<TableStreamSettings, 'labelDelay' | 'onPrediction'>;

  constructor(reader: TableReader, settings: Pick<TableStreamSettings, 'labelDelay' | 'onPrediction'>) {
    this.#reader = reader;
    this.#settings = settings;
  }

  get schema(): TableSchema {
    return this.#reader.schema;
  }

  get revision(): number {
    return this.#reader.revision;
  }

  get rawWidth(): number {
    return this.#reader.rawWidth;
  }

  get classes(): readonly string[] {
    return this.#reader.classes;
  }

  get classCount(): number {
    return this.#reader.classCount;
  }

  get domains(): readonly string[] {
    return this.#reader.domains;
  }

  get passedOver(): { readonly badRows: number; readonly unlabelledRows: number } {
    const { badRows, unlabelledRows } = this.#reader;
    return { badRows, unlabelledRows };
  }

  read(batch: TableBatch, count: number): Promise<number> {
    return this.#reader.read(batch, count);
  }

  answered(rows: AnsweredRows): void {
    const { labelDelay, onPrediction } = this.#settings;
    if (onPrediction === undefined) return;
    const words = { schema: this.schema, classes: this.classes };
    const { size } = rows.rows;
    for (let at = 0; at < size; at += 1) {
      const row = this.#reader.rows - size + at + 1;
      onPrediction(streamPrediction(words, rows, at, { row, isKnown: row > labelDelay + 1 }));
    }
  }

  state(): RowWriterState {
    const { schema } = this;
    const { vocabulary } = this.#reader.state();
    return new RowWriter({ target: schema.targets.map(({ name }) => name), schema, vocabulary }).state();
  }

  position(): StateTree {
    const { schema: _, vocabulary: __, ...position } = this.#reader.state();
    return position;
  }

  close(): Promise<void> {
    return this.#reader.close();
  }
}
