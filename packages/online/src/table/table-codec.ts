import { binaryCrossEntropy, type Loss, meanSquaredError, softmaxCrossEntropy } from '@graph/learner';
import {
  type EncodedBatch,
  type RawRows,
  TableEncoder,
  type TableEncoderState,
  type TableSchema,
  type Task,
  type WildCounts,
} from '@graph/stream';

/** How columns are encoded: no wild value ruins their statistics. */
export const ROBUST = { robust: true } as const;

/** What the codec needs to know of the words of a table: they grow while rows are read. */
export type TableWords = {
  readonly schema: TableSchema;
  /** The classes met so far, in the order of their indices. */
  readonly classes: readonly string[];
  readonly classCount: number;
};

const LOSSES: Readonly<Record<Task, Loss>> = {
  regression: meanSquaredError(),
  binary: binaryCrossEntropy(),
  class: softmaxCrossEntropy(),
};

/** How rows of a table become inputs and targets of a network, and its outputs answers in the user's unit. */
export class TableCodec {
  readonly #words: TableWords;
  readonly #encoder: TableEncoder;

  /** @param state - of the encoder of an earlier one, with the same schema. */
  constructor(words: TableWords, state?: TableEncoderState) {
    this.#words = words;
    this.#encoder =
      state === undefined
        ? new TableEncoder(words.schema, ROBUST)
        : TableEncoder.from(state, words.schema, ROBUST);
  }

  get schema(): TableSchema {
    return this.#words.schema;
  }

  get task(): Task {
    return this.schema.targets[0]!.task;
  }

  get inputWidth(): number {
    return this.#encoder.inputWidth;
  }

  /** One output for each target, or for each class. */
  get outputWidth(): number {
    return this.#encoder.outputWidth(this.#words.classCount);
  }

  get outputActivation(): 'linear' | 'sigmoid' {
    return this.task === 'binary' ? 'sigmoid' : 'linear';
  }

  get loss(): Loss {
    return LOSSES[this.task];
  }

  /** Allocates a batch as wide as inputs are now, and for so many outputs. */
  createBatch(capacity: number, outputWidth: number = this.outputWidth): EncodedBatch {
    return this.#encoder.createBatch(capacity, outputWidth);
  }

  /** Encodes all rows with the current statistics; changes nothing else. */
  encode(rows: RawRows, batch: EncodedBatch): void {
    this.#encoder.encode(rows, batch);
  }

  /** Tells whether a row's target lies so far away, by what is known now, that it should not be learned. */
  isWild(rows: RawRows, row: number): boolean {
    return this.#encoder.isWild(rows, row);
  }

  /** The same of one target's value, as it is in raw rows. */
  isWildTarget(value: number, target: number): boolean {
    return this.#encoder.isWildTarget(value, target);
  }

  /** What was done about wild values, of each column and target that had some. */
  wildCounts(): readonly WildCounts[] {
    return this.#encoder.wildCounts();
  }

  /** Moves the statistics by all rows. */
  update(rows: RawRows): void {
    this.#encoder.learn(rows);
  }

  /** Follows the schema after columns were appended to it. */
  grow(): void {
    this.#encoder.grow(this.schema);
  }

  /** Turns `count` outputs, rows of `width`, into numbers in their own unit, or probabilities. */
  answer(outputs: Float32Array, count: number, width: number, answers: Float64Array): void {
    const isNumber = this.task === 'regression';
    for (let at = 0; at < count; at += 1)
      answers[at] = isNumber ? this.#encoder.toUnit(outputs[at]!, at % width) : outputs[at]!;
  }

  /** The standard deviation of the first target so far, in its unit; 0 where it has none yet. */
  get deviation(): number {
    return this.#encoder.toUnit(1) - this.#encoder.toUnit(0);
  }

  /** A value of the first target in its standard deviations, held within ± 8 as inputs are; 0 where it has none yet. */
  standardised(value: number): number {
    const { deviation } = this;
    return deviation === 0 ? 0 : Math.max(-8, Math.min((value - this.#encoder.toUnit(0)) / deviation, 8));
  }

  state(): TableEncoderState {
    return this.#encoder.state();
  }
}
