import type { StateTree } from '@graph/core';
import { type TableOptions, TableReader, type TableReaderState, type TableSource } from '@graph/stream';
import { SESSION_FORMAT } from '../session/training-session.js';
import { ReaderFeed } from './reader-feed.js';
import { TableStream } from './table-stream.js';
import type { TableStreamSettings } from './table-stream-settings.js';

/**
 * Opens a table to learn from: at its start, or where the session was whose state is given.
 *
 * @param source - of the table; of a restored one the same bytes again.
 * @param state - of a session over a table, with the same settings.
 * @throws StreamError if the source or a column is not there; OnlineError `STATE` if it is not such a state.
 */
export async function openTableStream(
  source: TableSource | readonly TableSource[],
  options: TableOptions,
  settings: TableStreamSettings,
  state?: StateTree,
): Promise<TableStream> {
  if (state === undefined)
    return new TableStream(new ReaderFeed(await TableReader.open(source, options), settings), settings);
  const reader = SESSION_FORMAT.read(state);
  const model = reader.tree('model');
  const stream = reader.tree('stream');
  const words = reader.child('model').child('words');
  const table = await reader
    .child('stream')
    .restore('position', (position: TableReaderState) =>
      TableReader.from(
        { ...position, schema: words.text('schema'), vocabulary: words.text('vocabulary') },
        source,
        options,
      ),
    );
  return new TableStream(new ReaderFeed(table, settings), settings, { stream, model });
}
