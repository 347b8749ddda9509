import { StateFormat, type StateHeader, StateReader, type StateTree } from '@graph/core';
import { readVocabulary } from '../encode/read-vocabulary.js';
import type { Vocabulary } from '../encode/vocabulary.js';
import { parseSchema } from '../schema/parse-schema.js';
import type { TableSchema } from '../schema/schema.js';
import { StreamError } from '../stream-error.js';
import { WordCounts } from './word-counts.js';

/** What a row writer has met: plain data, to be kept in a checkpoint. */
export type RowWriterState = StateHeader<'row-writer'> & {
  /** JSON of the schema. */
  readonly schema: string;
  /** JSON of the words met, in the order of their numbers. */
  readonly vocabulary: string;
  /** JSON of the names met, in their order; some have had no value yet. */
  readonly fields: string;
  readonly revision: number;
  readonly rows: number;
  readonly labels: StateTree;
  /** JSON of the names of the columns whose words are counted. */
  readonly counted: string;
  readonly words: Float64Array;
  readonly phrases: Float64Array;
};

export const FORMAT: StateFormat<'row-writer'> = new StateFormat('row-writer', 1, StreamError);

/** What a saved state says. */
export type SavedRowWriter = {
  readonly schema: TableSchema;
  readonly vocabulary: Vocabulary;
  readonly fields: readonly string[];
  readonly revision: number;
  readonly rows: number;
  readonly labels: StateReader;
  readonly counts: WordCounts;
};

/**
 * Checks a saved state and takes it apart.
 *
 * @throws StreamError `STATE` where it is not the state of a row writer.
 */
export function readRowWriterState(state: RowWriterState): SavedRowWriter {
  const reader = FORMAT.read(state);
  const counted = namesOf(reader, 'counted');
  const words = reader.floats('words', counted.length);
  const phrases = reader.floats('phrases', counted.length);
  return {
    schema: parseSchema(reader.text('schema')),
    vocabulary: readVocabulary(reader.text('vocabulary')),
    fields: namesOf(reader, 'fields'),
    revision: reader.count('revision'),
    rows: reader.count('rows'),
    labels: new StateReader(reader.tree('labels'), "a row writer's labels", StreamError),
    counts: new WordCounts(
      counted.map((name, at) => [name, { words: words[at]!, phrases: phrases[at]! }] as const),
    ),
  };
}

function namesOf(reader: StateReader, key: string): readonly string[] {
  let names: unknown;
  try {
    names = JSON.parse(reader.text(key));
  } catch (cause) {
    if (StreamError.is(cause)) throw cause;
  }
  if (
    !Array.isArray(names) ||
    !names.every((name) => typeof name === 'string') ||
    new Set(names).size !== names.length
  )
    throw reader.error(key, 'the JSON of a list of different names');
  return names;
}
