import type { EventLog } from '../ports/event-log.js';
import type { NewEvent } from '../ports/keyed-event.js';
import { partitionOf } from '../worker/partition-of.js';

/**
 * Appends events to the partitions of their keys, in their order; all those of one partition at once. Give each an id: if it fails
 * half-way, the whole may then be appended once more, and nothing counts twice.
 *
 * @returns the sequence of the last event of each partition that got any.
 */
export async function appendEvents(
  log: EventLog,
  events: readonly NewEvent[],
): Promise<ReadonlyMap<number, number>> {
  const byPartition = new Map<number, NewEvent[]>();
  for (const event of events) {
    const partition = partitionOf(event.key, log.partitions);
    const found = byPartition.get(partition);
    if (found === undefined) byPartition.set(partition, [event]);
    else found.push(event);
  }
  const last = new Map<number, number>();
  for (const [partition, own] of byPartition) last.set(partition, await log.append(partition, own));
  return last;
}
