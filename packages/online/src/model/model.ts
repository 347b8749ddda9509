import { Network } from '@graph/learner';
import { RowWriter, type TableBatch, type TableEncoderState, type TableSchema } from '@graph/stream';
import { OnlineError } from '../errors.js';
import { TableMixture } from '../mixture/table-mixture.js';
import { RowPredictor } from '../table/row-predictor.js';
import { TableCodec } from '../table/table-codec.js';
import { MODEL_FORMAT, type ModelState } from './model-state.js';
import { newCategoryFilter } from './new-category-filter.js';
import { type Prediction, predictionOf } from './prediction.js';

/** Answers to the rows of a batch; the array is reused: read it before the next call. */
export type ModelAnswers = {
  /** `[rows, width]`: probabilities, or a number for each target in the user's unit. */
  readonly answers: Float64Array;
  readonly width: number;
};

/**
 * A model as it was when its state was taken: schema, words, statistics of the columns and network. It predicts, and nothing
 * of it changes.
 *
 * @example
 * ```ts
 * const frozen = Model.from(model.state().model);
 * frozen.predictOne({ amount: 12, country: 'DE' }); // { value: false, probability: 0.03 }
 * ```
 */
export class Model {
  readonly schema: TableSchema;
  /** The classes that had been met, in the order of their numbers. */
  readonly classes: readonly string[];
  /** The words that had been met, as JSON: what a `TableReader` needs to read rows for this model. */
  readonly vocabulary: string;
  readonly #network: Network | undefined;
  readonly #mixture: TableMixture | undefined;
  #answers: Float64Array = new Float64Array(0);
  readonly #writer: RowWriter;
  readonly #hideNewCategories: (rows: TableBatch) => void;
  readonly #one: TableBatch;
  readonly #predictor: RowPredictor;

  private constructor(state: ModelState) {
    const reader = MODEL_FORMAT.read(state);
    if (!reader.has('network') && !reader.has('mixture'))
      throw reader.error('network', 'one: this model has not met a label yet');
    const words = reader.child('words');
    this.schema = words.json('schema') as TableSchema;
    this.vocabulary = words.text('vocabulary');
    const target = this.schema.targets.map(({ name }) => name);
    this.#writer = reader.restore('words', (saved) => RowWriter.from(saved, { target }));
    this.classes = [...this.#writer.classes];
    this.#hideNewCategories = newCategoryFilter(this.schema, this.vocabulary);
    const codec = reader.restore(
      'encoder',
      (encoder: TableEncoderState) => new TableCodec(this.#writer, encoder),
    );
    if (reader.has('mixture'))
      this.#mixture = TableMixture.frozen(this.#writer, codec.loss, reader.tree('mixture'));
    else this.#network = reader.restore('network', (network) => Network.from(network));
    this.#one = this.#writer.createBatch(1);
    this.#predictor = new RowPredictor(codec, 1);
  }

  /**
   * Restores a model.
   *
   * @throws OnlineError `STATE` if it is not the state of one, such as that of a model that has not met a label.
   */
  static from(state: ModelState): Model {
    return new Model(state);
  }

  /**
   * Predicts one row. Columns that the model does not know are ignored, words that it does not know are none of those that it
   * does.
   *
   * @throws OnlineError `ROW` if it is not an object.
   */
  predictOne(row: Readonly<Record<string, unknown>>): Prediction {
    this.#one.size = 0;
    const written = this.#writer.write(row, this.#one, { remember: false });
    if (typeof written !== 'string') throw new OnlineError('ROW', `the row ${written.message}`);
    this.#one.size = 1;
    const { answers, width } = this.predictRows(this.#one);
    return predictionOf(this.#writer, answers, 0, width);
  }

  /**
   * Predicts rows that a `TableReader` has read with this model's `schema` and `vocabulary`. Categories that the model had not
   * met become unknown in them.
   *
   * @param rows - raw rows; any number.
   */
  predictRows(rows: TableBatch): ModelAnswers {
    this.#hideNewCategories(rows);
    if (this.#network !== undefined) {
      const width = this.#predictor.predict(this.#network, rows);
      return { answers: this.#predictor.answers, width };
    }
    const mixture = this.#mixture!;
    const { width } = mixture;
    if (this.#answers.length < rows.size * width) this.#answers = new Float64Array(rows.size * width);
    for (let row = 0; row < rows.size; row += 1) mixture.answer(rows, row, this.#answers, row * width, true);
    return { answers: this.#answers, width };
  }
}
