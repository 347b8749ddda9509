import { ndArray } from '@graph/core';
import type { EncodedBatch, RawRows } from '@graph/stream';
import type { NdArray } from 'ndarray';
import type { AnsweredRows } from '../rows/answered-rows.js';
import type { Predictor } from '../session/training-stream.js';
import type { TableCodec } from './table-codec.js';

/** Predicts raw rows: encodes them, runs a network, and turns its outputs into answers. Allocates nothing per call. */
export class RowPredictor {
  readonly #codec: TableCodec;
  #batch: EncodedBatch;
  #outputs: NdArray<Float32Array>;
  #answers: Float64Array;

  /** @param capacity - rows of a call; it grows where more are given. */
  constructor(codec: TableCodec, capacity: number) {
    this.#codec = codec;
    this.#batch = codec.createBatch(capacity);
    this.#outputs = ndArray(new Float32Array(0), [0, 0]);
    this.#answers = new Float64Array(0);
  }

  /** The rows that were encoded last. */
  get batch(): EncodedBatch {
    return this.#batch;
  }

  /** `[rows, width]`, of the rows that were predicted last: probabilities, or numbers in the user's unit. */
  get answers(): Float64Array {
    return this.#answers;
  }

  /** Encodes rows with the current statistics. */
  encode(rows: RawRows): void {
    const { inputs } = this.#batch;
    const capacity = Math.max(rows.size, inputs.shape[0]!);
    if (capacity > inputs.shape[0]! || this.#codec.inputWidth !== inputs.shape[1])
      this.#batch = this.#codec.createBatch(capacity);
    this.#codec.encode(rows, this.#batch);
  }

  /** Predicts rows, and writes the answers beside them. */
  answerAll(predictor: Predictor, rows: AnsweredRows): void {
    const width = this.predict(predictor, rows.rows);
    for (let row = 0; row < rows.rows.size; row += 1) rows.answer(row, this.#answers, row * width, width);
  }

  /** Predicts rows; returns how many answers each has. */
  predict(predictor: Predictor, rows: RawRows): number {
    this.encode(rows);
    const width = predictor.outputWidth;
    if (this.#outputs.shape[0]! < rows.size || this.#outputs.shape[1] !== width) {
      const capacity = this.#batch.inputs.shape[0]!;
      this.#outputs = ndArray(new Float32Array(capacity * width), [capacity, width]);
      this.#answers = new Float64Array(capacity * width);
    }
    predictor.predict(this.#batch.inputs, { rows: rows.size, out: this.#outputs });
    this.#codec.answer(this.#outputs.data, rows.size * width, width, this.#answers);
    return width;
  }
}
