import type { StateTree } from '@graph/core';
import {
  RowWriter,
  type RowWriterState,
  type TableBatch,
  type TableReader,
  type TableSchema,
} from '@graph/stream';
import type { RowFeed } from './row-feed.js';

/** Feeds a stream with the rows of a `TableReader`. */
export class ReaderFeed implements RowFeed {
  readonly #reader: TableReader;

  constructor(reader: TableReader) {
    this.#reader = reader;
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
