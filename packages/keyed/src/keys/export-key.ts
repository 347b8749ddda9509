import type { LearnerFactory } from '../ports/learner.js';
import type { StateTable } from '../ports/state-table.js';
import { type KeyState, unpackState } from '../state/state-blob.js';
import { partitionOf } from '../worker/partition-of.js';

/** The committed state of one key. */
export type ExportedKey = KeyState & { readonly key: string; readonly partition: number };

/**
 * Reads the committed state of one key; workers need not stop.
 *
 * @returns undefined if the key has none.
 * @throws KeyedError `STATE_DAMAGED` or `STATE` if it cannot be unpacked.
 */
export async function exportKey(
  table: StateTable,
  factory: Pick<LearnerFactory, 'layout'>,
  key: string,
): Promise<ExportedKey | undefined> {
  const partition = partitionOf(key, table.partitions);
  const packed = (await table.load(partition, [key])).get(key);
  return packed === undefined ? undefined : { key, partition, ...unpackState(factory.layout, packed) };
}
