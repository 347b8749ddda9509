import type { TableSource } from '../blocks/open-blocks.js';
import { StreamError } from '../stream-error.js';

/** Makes a list of one source or several. */
export function sourcesOf(source: TableSource | readonly TableSource[]): readonly TableSource[] {
  const sources = Array.isArray(source) ? (source as readonly TableSource[]) : [source as TableSource];
  if (sources.length === 0) throw new StreamError('OPTION', 'no source was given, wanted at least one');
  return sources;
}
