import { StreamError } from './errors.js';
import type { Vocabulary } from './raw-row-writer.js';
import { readSchema } from './read-schema.js';
import type { TableSchema } from './schema.js';

/** Where a reader stands and what words it has met: plain data, to be kept in a checkpoint. */
export type TableReaderState = {
  /** Which of the sources, from 0. */
  readonly source: number;
  /** The first bytes of that source, hashed: its name may change, its text must not. */
  readonly headLength: number;
  readonly headHash: number;
  readonly offset: number;
  readonly line: number;
  readonly rows: number;
  readonly badRows: number;
  /** JSON of the schema. */
  readonly schema: string;
  /** JSON of the words met, in the order of their numbers. */
  readonly vocabulary: string;
};

/**
 * Checks a saved state and takes it apart.
 *
 * @throws StreamError `STATE` or `SCHEMA` where it is none.
 */
export function readState(state: TableReaderState): { schema: TableSchema; vocabulary: Vocabulary } {
  const numbers = [
    state?.source,
    state?.headLength,
    state?.headHash,
    state?.offset,
    state?.line,
    state?.rows,
  ];
  if (!numbers.every(Number.isSafeInteger) || typeof state.schema !== 'string')
    throw new StreamError('STATE', 'this is not the state of a table reader');
  const { schema } = readSchema(parseJson(state.schema), 'the schema in the state');
  if (schema === undefined) throw new StreamError('STATE', 'the state of this table reader has no schema');
  return { schema, vocabulary: readVocabulary(state.vocabulary) };
}

/** Checks the JSON of a vocabulary. */
export function readVocabulary(json: string): Vocabulary {
  const value = parseJson(json) as Partial<Vocabulary> | null;
  const isList = (list: unknown): boolean =>
    Array.isArray(list) && list.every((word) => typeof word === 'string');
  if (
    isList(value?.classes) &&
    isList(value?.domains) &&
    Object.values(value?.categories ?? { none: 0 }).every(isList)
  )
    return value as Vocabulary;
  throw new StreamError('STATE', 'the vocabulary is not one of a table reader');
}

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (cause) {
    throw new StreamError('STATE', 'this is not the state of a table reader: its JSON is damaged', { cause });
  }
}
