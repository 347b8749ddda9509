import type { Row } from '@graph/online';
import { RowWriter, type TableBatch } from '@graph/stream';
import { KeyedError } from '../errors.js';
import type { BankPlan } from './bank-columns.js';
import type { BankedSettings } from './bank-options.js';

/** Reads rows as raw values, in double precision, by the rules of `RowWriter`; it remembers nothing. */
export class RowReader {
  /** `[rawWidth]`: the values of the row read last, NaN where they are missing; a word is its hash. */
  readonly values: Float64Array<ArrayBuffer>;
  readonly #plan: BankPlan;
  readonly #target: BankedSettings['schema']['targets'][number];
  readonly #classes: readonly string[];
  readonly #writer: RowWriter;
  readonly #batch: TableBatch;

  constructor(plan: BankPlan, { schema, classes }: BankedSettings) {
    this.#plan = plan;
    this.#target = schema.targets[0]!;
    this.#classes = classes;
    // Two words of a user's own are two classes.
    const { values } = this.#target;
    const isWords = this.#target.task === 'binary' && values !== undefined;
    const words = isWords ? values : classes;
    this.#writer = new RowWriter({
      target: this.#target.name,
      schema: isWords
        ? { ...plan.readSchema, targets: [{ ...this.#target, task: 'class' }] }
        : plan.readSchema,
      vocabulary: JSON.stringify({ categories: {}, classes: words, domains: [] }),
      ...(schema.timeColumn === null ? {} : { timeColumn: schema.timeColumn }),
      ...(schema.domainColumn === null ? {} : { domainColumn: schema.domainColumn }),
    });
    this.#batch = this.#writer.createBatch(1);
    // What only reads adds no columns, so it is told of them by a row in which all are missing.
    const names = [this.#target.name, ...plan.columns.map(({ name }) => name)];
    this.#writer.write(Object.fromEntries(names.map((name) => [name, null])), this.#batch);
    this.values = new Float64Array(plan.rawWidth);
  }

  /**
   * Reads a row into `values`.
   *
   * @returns its target: a number, or the index of a class, 1 for yes; NaN where it is missing or cannot be read.
   * @throws KeyedError `EVENT` if it is not an object.
   */
  read(row: Row): number {
    this.#batch.size = 0;
    const result = this.#writer.write(row, this.#batch, READ_ONLY);
    if (typeof result === 'object') throw new KeyedError('EVENT', `the row ${result.message}`);
    this.take(this.#batch.inputs.data, 0);
    // What came as a number keeps all of its digits.
    for (const { kind, name, raw } of this.#plan.columns) {
      const given = row[name];
      if (kind === 'number' && typeof given === 'number' && !Number.isNaN(this.values[raw]!))
        this.values[raw] = given;
    }
    return this.#batch.truths[0]!;
  }

  /** Takes the raw values of a row from a batch that was read by the schema of the plan. */
  take(data: Float32Array, from: number): void {
    const { columns } = this.#plan;
    for (let index = 0; index < columns.length; index += 1) {
      const { kind, raw, copied, origin, scale } = columns[index]!;
      const value = data[from + raw]!;
      if (kind === 'number') this.values[raw] = value / scale + origin;
      // -1 is a word that nothing is known of.
      else if (kind === 'category') this.values[raw] = value < 0 ? Number.NaN : value;
      else for (let at = raw; at <= raw + copied; at += 1) this.values[at] = data[from + at]!;
    }
  }

  /**
   * Reads a label that comes by itself.
   *
   * @throws KeyedError `EVENT` if it cannot be used.
   */
  readLabel(label: unknown): number {
    const { name } = this.#target;
    this.#batch.size = 0;
    const result = this.#writer.write({ [name]: label }, this.#batch, READ_ONLY);
    const truth = this.#batch.truths[0]!;
    if (typeof result === 'object' || Number.isNaN(truth)) throw this.unusable(label);
    return truth;
  }

  /** Says why a label cannot be learned. */
  unusable(label: unknown): Error {
    const { name, task, values } = this.#target;
    if (label === undefined || label === null || label === '')
      return new KeyedError(
        'EVENT',
        `the row has no ${name}, the target, to learn; an event of kind predict takes rows without it, and with an id lets them wait for it`,
      );
    const wanted =
      task === 'class'
        ? `one of ${this.#classes.join(', ')}: other classes need a group of their own, made with all classes`
        : task === 'binary'
          ? (values?.join(' or ') ?? 'yes or no (true/false, 1/0)')
          : 'a number';
    return new KeyedError('EVENT', `${name} is ${JSON.stringify(label)}, wanted ${wanted}`);
  }
}

const READ_ONLY = { remember: false } as const;
