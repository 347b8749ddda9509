import { StateFormat, type StateHeader, type StateReader } from '@graph/core';
import type { SourcePosition } from '../blocks/block-reader.js';
import type { TextHead } from '../bytes/byte-window.js';
import { readVocabulary } from '../encode/read-vocabulary.js';
import type { Vocabulary } from '../encode/vocabulary.js';
import { parseSchema } from '../schema/parse-schema.js';
import type { TableSchema } from '../schema/schema.js';
import { StreamError } from '../stream-error.js';
import type { Watched } from './row-watch.js';

/** The position of a reader and the words that it has met: plain data, to be kept in a checkpoint. */
export type TableReaderState = StateHeader<'table-reader'> & {
  /** Which of the sources, from 0. */
  readonly source: number;
  /** The first bytes of that source, hashed: its name may change, its text must not. */
  readonly headLength: number;
  readonly headHash: number;
  readonly offset: number;
  readonly line: number;
  readonly rows: number;
  readonly badRows: number;
  /** JSON of a list: rows without a label so far, the latest time (null before the first), whether a row went behind it. */
  readonly watched: string;
  /** JSON of the schema. */
  readonly schema: string;
  /** JSON of the words met, in the order of their numbers. */
  readonly vocabulary: string;
};

export const FORMAT: StateFormat<'table-reader'> = new StateFormat('table-reader', 1, StreamError);

/**
 * Checks a saved state and takes it apart.
 *
 * @throws StreamError `STATE` where it is not the state of a table reader.
 */
export function readState(state: TableReaderState): {
  readonly schema: TableSchema;
  readonly vocabulary: Vocabulary;
  readonly position: SourcePosition;
  readonly head: TextHead;
  readonly rows: number;
  readonly badRows: number;
  readonly watched: Watched;
} {
  const reader = FORMAT.read(state);
  return {
    schema: parseSchema(reader.text('schema')),
    vocabulary: readVocabulary(reader.text('vocabulary')),
    position: {
      source: reader.count('source'),
      offset: reader.count('offset'),
      line: reader.count('line', 1),
    },
    head: { length: reader.count('headLength'), hash: reader.count('headHash') },
    rows: reader.count('rows'),
    badRows: reader.count('badRows'),
    watched: watchedOf(reader),
  };
}

function watchedOf(reader: StateReader): Watched {
  const value = reader.json('watched');
  const [unlabelled, latest, hasGoneBack, ...others]: readonly unknown[] = Array.isArray(value) ? value : [];
  if (
    !Number.isSafeInteger(unlabelled) ||
    !(latest === null || Number.isFinite(latest)) ||
    typeof hasGoneBack !== 'boolean' ||
    others.length > 0
  )
    throw reader.error('watched', 'JSON of a count, a time or null, and true or false');
  return [unlabelled as number, latest as number | null, hasGoneBack];
}
