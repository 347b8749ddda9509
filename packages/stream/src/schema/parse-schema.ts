import { StreamError } from '../stream-error.js';
import { readSchema } from './read-schema.js';
import type { TableSchema } from './schema.js';

/**
 * Reads the schema of a saved state.
 *
 * @throws StreamError `STATE` where it is not the JSON of a whole schema.
 */
export function parseSchema(json: string): TableSchema {
  try {
    const { schema } = readSchema(JSON.parse(json), 'the schema in the state');
    if (schema !== undefined) return schema;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new StreamError('STATE', `the schema in the state cannot be read: ${reason}`, { cause });
  }
  throw new StreamError('STATE', 'the state has no schema, wanted a whole one');
}
