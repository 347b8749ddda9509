import type { RowWriter } from '@graph/stream';
import { ExportError } from '../errors.js';
import type { InputColumn, InputPart } from '../model/input-layout.js';
import { missingTexts, yesOrNoTexts } from '../model/usual-texts.js';

/** What a word is that has no input of its own, and one that means "no value" or is another part's. */
export const UNKNOWN = -1;
export const MISSING = -2;

/** The words that a part of a column knows. */
type WordTable = {
  readonly words: readonly string[];
  /** Of a category, the input of each word; of a text, its row in `values`; of a yes or no, 1 or 0. */
  readonly numbers: readonly number[];
  /** What any other word is. */
  readonly others: typeof UNKNOWN | typeof MISSING;
  /** Of a text, `[rows, width]` hashed inputs. */
  readonly values: Float32Array;
};

/** Returns the words of a part. */
export type PartWords = (part: InputPart) => WordTable;

/**
 * Makes the tables of words of columns. What a word is, to which part it goes, and what its hash is, is asked of the model's own
 * reader, here and now.
 *
 * @param further - words of each column that may come beside those that have an input of their own.
 * @throws ExportError `UNSUPPORTED`, with the columns, where words are hashed, and none are given.
 */
export function wordTables(
  columns: readonly InputColumn[],
  further: Readonly<Record<string, readonly string[]>>,
  writer: RowWriter,
): PartWords {
  const hashed = columns.filter((column) => isHashing(column) && !Object.hasOwn(further, column.name));
  if (hashed.length > 0) throw hashedError(hashed.map(({ name }) => name));
  const tables = new Map<InputPart, WordTable>();
  const missing = missingTexts(writer.schema.missing ?? []);
  for (const { name, parts } of columns) {
    if (!parts.some(({ kind }) => kind === 'category' || kind === 'text')) continue;
    const known = parts.flatMap((part) => (part.kind === 'category' ? part.words : []));
    const given = Object.hasOwn(further, name) ? further[name]! : [];
    const yesOrNo = parts.some(({ kind }) => kind === 'boolean') ? yesOrNoTexts() : [];
    const all = [...known, ...given].flatMap((word) => (WHOLE.test(word) ? [word, `${word}.0`] : [word]));
    const words = [...new Set([...all, ...yesOrNo, ...missing])];
    const rawOf = readWords(writer, name, words);
    const owner = ownerOf(parts);
    for (const part of parts)
      tables.set(part, tableOf(part, words, rawOf, part === owner ? UNKNOWN : MISSING));
  }
  return (part) => tables.get(part)!;
}

/** A whole number, which another program may write with a point. */
const WHOLE = /^-?\d+$/;

/** Reads words as the model does; returns what gives the raw values of a part. */
function readWords(
  writer: RowWriter,
  column: string,
  words: readonly string[],
): (part: InputPart, word: number) => Float32Array {
  const rows = writer.createBatch(words.length);
  for (const word of words) {
    writer.write(Object.fromEntries([[column, word]]), rows, { remember: false });
    rows.size += 1;
  }
  const { data, shape } = rows.inputs;
  return ({ raw, kind, width }, word) => {
    const from = word * shape[1]! + raw;
    return data.subarray(from, from + (kind === 'text' ? width : 1));
  };
}

function tableOf(
  part: InputPart,
  words: readonly string[],
  rawOf: (part: InputPart, word: number) => Float32Array,
  others: WordTable['others'],
): WordTable {
  const raw = words.map((_, at) => rawOf(part, at));
  const numbers = raw.map(([first], at) =>
    Number.isNaN(first!) ? MISSING : part.kind === 'text' ? at : first!,
  );
  // A word that is like any other need not be listed.
  const listed = [...words.keys()].filter((at) => numbers[at] !== others);
  const isText = part.kind === 'text';
  const values = new Float32Array(isText ? listed.length * part.width : 0);
  if (isText) for (const [row, at] of listed.entries()) values.set(raw[at]!, row * part.width);
  return {
    words: listed.map((at) => words[at]!),
    numbers: listed.map((at, row) => (isText ? row : numbers[at]!)),
    others,
    values,
  };
}

/** The category part that a word goes to that none knows. */
function ownerOf(parts: readonly InputPart[]): InputPart | undefined {
  const categories = parts.filter((part) => part.kind === 'category');
  const open = categories.find(({ slots, buckets, words }) => words.length < slots || buckets > 0);
  return open ?? (parts.some(({ kind }) => kind === 'text') ? undefined : categories.at(-1));
}

/** Whether words that have no input of their own share some by a hash. */
function isHashing({ parts }: InputColumn): boolean {
  if (parts.some(({ kind }) => kind === 'text' || kind === 'features')) return true;
  const owner = ownerOf(parts);
  return owner?.kind === 'category' && owner.buckets > 0 && owner.words.length >= owner.slots;
}

function hashedError(columns: readonly string[]): ExportError {
  const names = columns.map((name) => JSON.stringify(name)).join(', ');
  return new ExportError(
    'UNSUPPORTED',
    `${columns.length === 1 ? 'column' : 'columns'} ${names}: texts, and words beyond the first ones, share inputs by a hash, which ONNX cannot compute. Give those that may come, { words: { ${JSON.stringify(columns[0])}: [...] } } (any other is then taken as unknown); or { raw: ${JSON.stringify(columns)} } and compute these columns with RowWriter of @graph/stream; or train without them`,
    { columns },
  );
}
