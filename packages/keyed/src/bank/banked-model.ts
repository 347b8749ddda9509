import type { StateHeader } from '@graph/core';
import type { Prediction, Row } from '@graph/online';
import type { TableBatch, TableSchema } from '@graph/stream';
import { KeyedError } from '../errors.js';
import { type BankedModelsOptions, bankedSettings } from './bank-options.js';
import { BankedLearner } from './banked-learner.js';
import { BANKED_FORMAT, BankedStateWriter, readBankedState } from './banked-state.js';
import { KeyBank } from './key-bank.js';
import { figuresOf, type KeyFigures } from './key-score.js';
import { CELL_AT } from './member-cells.js';
import { RowReader } from './row-reader.js';

/** One key of `bankedModels` as plain data, for a checkpoint. */
export type BankedModelState = StateHeader<'banked-model'> & {
  /** The options as JSON. */
  readonly options: string;
  /** The key's own state. */
  readonly bytes: Uint8Array;
};

/**
 * The model of one key of `bankedModels`, taken out of its bank: it predicts, and nothing of it changes.
 *
 * @example
 * ```ts
 * const { state } = await exportKey(table, bankedModels(options), 'sensor-1');
 * const model = BankedModel.of(options, state);
 * model.predictOne({ hour: 7 }); // { value: 70.2 }
 * ```
 */
export class BankedModel {
  /** The options that its bank was made with. */
  readonly options: BankedModelsOptions;
  /** What a `TableReader` needs to read rows for `predictRows`, beside `vocabulary`: its words are numbers that they hash to. */
  readonly schema: TableSchema;
  readonly #bytes: Uint8Array;
  readonly #bank: KeyBank;
  readonly #reader: RowReader;
  readonly #learner: BankedLearner;

  private constructor(options: BankedModelsOptions, bytes: Uint8Array) {
    const settings = bankedSettings(options);
    const bank = new KeyBank(settings);
    const reader = new RowReader(bank.plan, settings);
    this.options = options;
    this.schema = bank.plan.readSchema;
    this.#bytes = bytes.slice();
    this.#bank = bank;
    this.#reader = reader;
    this.#learner = new BankedLearner({ bank, reader, writer: new BankedStateWriter() }, bytes);
  }

  /**
   * Takes a key out.
   *
   * @param options - those of `bankedModels`.
   * @param bytes - the key's state, as `exportKey` gives it.
   * @throws KeyedError `STATE` if it is not the state of such a key; `OPTION`.
   */
  static of(options: BankedModelsOptions, bytes: Uint8Array): BankedModel {
    try {
      return new BankedModel(options, bytes);
    } catch (cause) {
      if (KeyedError.is(cause)) throw cause;
      throw new KeyedError('STATE', `the state does not fit the options: ${String(cause)}`, { cause });
    }
  }

  /** Restores one from its `state()`. @throws KeyedError `STATE` if it is not the state of one. */
  static from(state: BankedModelState): BankedModel {
    const reader = BANKED_FORMAT.read(state);
    const bytes = reader.array('bytes', Uint8Array);
    try {
      return BankedModel.of(reader.json('options') as BankedModelsOptions, bytes as Uint8Array);
    } catch (cause) {
      if (KeyedError.is(cause) && cause.code === 'STATE') throw cause;
      throw new KeyedError('STATE', `the options in the state are not usable: ${String(cause)}`, { cause });
    }
  }

  /** The classes, where the target is one of several. */
  get classes(): readonly string[] {
    return this.#bank.settings.classes;
  }

  /** The classes as a `TableReader` takes them. */
  get vocabulary(): string {
    return JSON.stringify({ categories: {}, classes: this.classes, domains: [] });
  }

  /** Rows that it has learned from. */
  get examples(): number {
    return readBankedReport(this.options.schema, this.#bytes).examples;
  }

  /** Predicts a row. @throws KeyedError `EVENT` if it is not an object. */
  predictOne(row: Row): Prediction {
    return this.#learner.predict(row);
  }

  /**
   * Predicts rows that a `TableReader` has read with this `schema` and `vocabulary`.
   *
   * @returns `[rows, width]`: probabilities, of yes alone where there are two answers, or numbers.
   */
  predictRows({ inputs, size }: TableBatch): { readonly answers: Float64Array; readonly width: number } {
    const { outputs: width, plan } = this.#bank;
    const answers = new Float64Array(size * width);
    for (let row = 0; row < size; row += 1) {
      this.#reader.take(inputs.data, row * plan.rawWidth);
      const answer = this.#learner.answer();
      for (let at = 0; at < width; at += 1)
        answers[row * width + at] = answer === null ? Number.NaN : answer[at]!;
    }
    return { answers, width };
  }

  /** Returns how well rows were predicted before they were learned from, beside guesses that need no model. */
  report(): KeyFigures {
    return readBankedReport(this.options.schema, this.#bytes).report;
  }

  /** Returns everything, as a copy. */
  state(): BankedModelState {
    return {
      ...BANKED_FORMAT.header,
      options: JSON.stringify(this.options),
      bytes: this.#bytes.slice(),
    };
  }
}

/** What the state of a key says of itself. */
export type BankedReport = {
  /** Rows that it has learned from. */
  readonly examples: number;
  /** Events that could not be used, such as a row whose class is not one of those that were named. */
  readonly refused: number;
  readonly report: KeyFigures;
};

/**
 * Reads from the state of one key of `bankedModels` how well it has predicted; no model is made.
 *
 * @param schema - of the options.
 * @throws KeyedError `STATE` if it is not the state of such a key.
 */
export function readBankedReport(schema: TableSchema, state: Uint8Array): BankedReport {
  const { cells } = readBankedState(state);
  return {
    examples: cells[CELL_AT.learned]!,
    refused: cells[CELL_AT.refused]!,
    report: figuresOf(schema.targets[0]!.task, cells),
  };
}
