import type { AnsweredRows } from '../rows/answered-rows.js';
import type { RowFeed } from './row-feed.js';

/**
 * Appends the next rows of a feed, and follows its schema where a row makes it grow.
 *
 * @param onGrown - called before the row is read for which it has grown; it makes room in `arrived`.
 * @returns how many; fewer than `count` only at the end.
 */
export async function readRows(
  feed: RowFeed,
  arrived: AnsweredRows,
  count: number,
  onGrown: () => void,
): Promise<number> {
  let read = 0;
  for (;;) {
    const { revision } = feed;
    read += (await feed.read?.(arrived.rows, count - read)) ?? 0;
    if (feed.revision === revision) return read;
    onGrown();
  }
}
