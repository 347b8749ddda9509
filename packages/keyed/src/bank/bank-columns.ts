import type { ColumnSchema, TableSchema } from '@graph/stream';
import { check } from '../check.js';

/** How one column of rows becomes inputs. */
export type BankColumn = {
  readonly kind: 'number' | 'boolean' | 'category' | 'date';
  readonly name: string;
  /** Its first raw value. */
  readonly raw: number;
  /** Its first input. */
  readonly input: number;
  /** The input that is 1 where it is missing. */
  readonly missing: number;
  /** The place of its running statistics, of a number or a date. */
  readonly moments: number;
  /** Of a date, raw values after the first that are copied: sines and cosines. */
  readonly copied: number;
  /** Of a category, inputs that its words share by their hash. */
  readonly buckets: number;
  /** Of a number, its frame among raw values; see `ColumnSchema`. */
  readonly origin: number;
  readonly scale: number;
};

/** Where raw values go among the inputs of the networks. */
export type BankPlan = {
  readonly columns: readonly BankColumn[];
  readonly rawWidth: number;
  readonly inputWidth: number;
  /** Columns with running statistics. */
  readonly moments: number;
  /** The schema as the reader of rows needs it: a word is the number that it hashes to, so that no words are remembered. */
  readonly readSchema: TableSchema;
};

/** Numbers that words are hashed to: the most that a schema may have, so that two words hardly ever share one. */
const WORD_HASHES = 2 ** 16;

/**
 * Plans the inputs of the columns of a schema, those that a missing value of any column shares last.
 *
 * @throws KeyedError `OPTION` for a column that cannot be learned by many small networks.
 */
export function planColumns(schema: TableSchema): BankPlan {
  const columns: BankColumn[] = [];
  const read: ColumnSchema[] = [];
  let [raw, input, moments] = [0, 0, 0];
  const shared: number[] = [];
  for (const column of schema.columns) {
    const { name, type } = column;
    if (type === 'ignored' || type === 'gap') continue;
    if (type === 'text' || type === 'features')
      throw check.error(
        `the column ${name} is ${type === 'text' ? 'text' : 'sparse features'}, which many small networks cannot learn: exclude it, ` +
          'say that it is a category, or use onlineModels with the learner mixture',
      );
    const copied = type === 'date' ? 2 * column.cycles.length : 0;
    const buckets = type === 'category' ? bucketsOf(column.slots) : 0;
    const width = type === 'category' ? buckets : 1 + copied;
    const isScaled = type === 'number' || type === 'date';
    // Where a further part reads nothing, another part of the column does.
    const isPart = column.part !== undefined;
    const own = column.missing && !isPart;
    if (!own && !isPart) shared.push(columns.length);
    columns.push({
      kind: type,
      ...{ name, raw, input, copied, buckets },
      missing: own ? input + width : -1,
      moments: isScaled ? moments : -1,
      origin: type === 'number' ? column.origin : 0,
      scale: type === 'number' ? column.scale : 1,
    });
    read.push(type === 'category' ? { ...column, slots: 0, buckets: WORD_HASHES } : column);
    raw += 1 + copied;
    input += width + (own ? 1 : 0);
    moments += isScaled ? 1 : 0;
  }
  return {
    columns: columns.map((column, at) => (shared.includes(at) ? { ...column, missing: input } : column)),
    rawWidth: raw,
    inputWidth: input + 1,
    moments,
    readSchema: { ...schema, columns: read },
  };
}

/** A few more than there are words, so that they differ in the three that each has. */
function bucketsOf(slots: number): number {
  if (slots <= 8) return 8;
  return slots <= 32 ? 16 : 32;
}

/**
 * Writes a word as inputs: three of the buckets, each +1 or −1 (signed feature hashing; Weinberger et al. 2009).
 *
 * @param hash - of the word, a whole number.
 * @param buckets - 8, 16 or 32.
 */
export function writeWord(hash: number, inputs: Float32Array, from: number, buckets: number): void {
  const bits = spread(hash);
  for (let part = 0; part < 3; part += 1) {
    const at = from + ((bits >>> (5 * part)) & (buckets - 1));
    inputs[at] = inputs[at]! + ((bits >>> (15 + part)) & 1 ? 1 : -1);
  }
}

/** The finalizer of MurmurHash3: each bit of the result depends on all of the number. */
function spread(number: number): number {
  let bits = Math.imul(number ^ (number >>> 16), 0x85eb_ca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2_ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}
