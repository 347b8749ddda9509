import type { EventLog } from '../ports/event-log.js';
import { partitionOf } from '../worker/partition-of.js';

/**
 * Lets a quarantined key learn again, from the next event on: as an event of the log, so that a replay does the same at the same place.
 * What was set aside before stays aside; append it anew if it is to count. A key that is not quarantined is not
 * changed.
 *
 * @returns where in which partition the release is.
 */
export async function releaseKey(
  log: EventLog,
  key: string,
): Promise<{ readonly partition: number; readonly sequence: number }> {
  const partition = partitionOf(key, log.partitions);
  const sequence = await log.append(partition, [{ key, kind: 'release', body: new Uint8Array(0) }]);
  return { partition, sequence };
}
