import { digest } from '@graph/checkpoint';
import { check } from '../check.js';
import { KeyedError } from '../errors.js';
import { KeyedModels } from '../models/keyed-models.js';
import type { EventLog } from '../ports/event-log.js';
import type { LearnerFactory } from '../ports/learner.js';
import type { StateTable } from '../ports/state-table.js';
import { unpackState } from '../state/state-blob.js';
import { partitionOf } from '../worker/partition-of.js';

/** What a replay of one key has shown. */
export type KeyVerification = {
  readonly key: string;
  readonly partition: number;
  /** The last event that changed it; 0 where nothing has. */
  readonly position: number;
  /** How many events of the key were replayed. */
  readonly events: number;
  readonly quarantined: boolean;
  /** The digest of the state in the table, `sha256:` and 64 hexadecimal digits; empty where there is none. */
  readonly digest: string;
  /** The digest of the replayed state. */
  readonly replayed: string;
  /** Whether both are equal: everything that was committed follows from the log. */
  readonly isEqual: boolean;
};

/** Events that are read at once. */
const PAGE = 1000;

/**
 * Replays one key from the log, from nothing, and compares the digests of the states; workers need not stop. Reads the whole
 * partition up to the key's position, and holds one learner.
 *
 * @throws KeyedError `LOG_GAP` if the log does not retain everything; `STATE` or `STATE_DAMAGED` if the state in the table cannot be unpacked.
 */
export async function verifyKey(
  {
    log,
    table,
    factory,
  }: { readonly log: EventLog; readonly table: StateTable; readonly factory: LearnerFactory },
  key: string,
): Promise<KeyVerification> {
  if (log.partitions !== table.partitions)
    throw check.error(`the log has ${log.partitions} partitions and the table ${table.partitions}`);
  const partition = partitionOf(key, table.partitions);
  const packed = (await table.load(partition, [key])).get(key);
  const position = packed === undefined ? 0 : unpackState(factory.layout, packed).position;
  const { first } = await log.bounds(partition);
  if (first > 1 && position > 0)
    throw new KeyedError(
      'LOG_GAP',
      `partition ${partition} of the log begins at ${first}, wanted 1: what was before cannot be replayed`,
    );
  const models = new KeyedModels({ factory, capacity: 1, load: async () => new Map() });
  let events = 0;
  for (let after = 0; after < position; ) {
    const page = await log.read(partition, after, PAGE);
    const last = page.at(-1);
    if (last === undefined || page[0]!.sequence !== after + 1)
      throw new KeyedError('LOG_GAP', `partition ${partition} of the log has no event ${after + 1}`);
    const own = page.filter((event) => event.key === key && event.sequence <= position);
    await models.apply(own);
    events += own.length;
    after = last.sequence;
  }
  const again = models.changed().get(key);
  models.close();
  const [before, replayed] = [packed, again].map((bytes) => (bytes === undefined ? '' : digest({ bytes })));
  return {
    key,
    partition,
    position,
    events,
    quarantined: again !== undefined && unpackState(factory.layout, again).quarantined,
    digest: before!,
    replayed: replayed!,
    isEqual: before === replayed,
  };
}
