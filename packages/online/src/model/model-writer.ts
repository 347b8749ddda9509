import { RowWriter, type RowWriterOptions, StreamError } from '@graph/stream';
import { OnlineError } from '../errors.js';
import type { OnlineModelOptions } from './online-model-options.js';

/**
 * Makes what reads the rows of a model.
 *
 * @throws OnlineError `OPTION` if an option of the columns is out of its range.
 */
export function newWriter(options: OnlineModelOptions): RowWriter {
  try {
    return new RowWriter(writerOptions(options));
  } catch (cause) {
    if (!StreamError.is(cause)) throw cause;
    throw new OnlineError(cause.code === 'STATE' ? 'STATE' : 'OPTION', cause.message, { cause });
  }
}

/** The options of a model that say what its columns are. */
export function writerOptions(options: OnlineModelOptions): RowWriterOptions {
  const { target, task, schema, types, exclude, timeColumn, domainColumn } = options;
  return {
    target,
    ...(task === undefined ? {} : { task }),
    ...(schema === undefined ? {} : { schema }),
    ...(types === undefined ? {} : { types }),
    ...(exclude === undefined ? {} : { exclude }),
    ...(timeColumn === undefined ? {} : { timeColumn }),
    ...(domainColumn === undefined ? {} : { domainColumn }),
  };
}
