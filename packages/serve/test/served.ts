import { CheckpointStore, keepLast, MemoryFileSystem } from '@graph/checkpoint';
import type { OnlineModelOptions } from '@graph/online';
import {
  type EventLog,
  MemoryEventLog,
  restoreAt,
  ServedModel,
  type ServedModelOptions,
} from '../src/index.js';

/** A small model that learns quickly. */
export const SMALL: OnlineModelOptions = {
  target: 'fraud',
  learner: 'network',
  network: { hidden: [4] },
  batchSize: 4,
  updatesPerBatch: 1,
  replay: { capacity: 32, ratio: 0.75 },
};

/** A clock that is set by hand. */
export class Clock {
  time = 1_000_000;
  readonly now = (): number => this.time;
}

/** Rows as a shop may have them. */
export function row(at: number): Record<string, unknown> {
  return { amount: (at * 37) % 101, country: ['DE', 'NO', 'FR'][at % 3], note: at % 5 === 0 ? null : 'ok' };
}

export const isFraud = (at: number): boolean => (at * 37) % 101 > 60;

/** A served model in memory, with all that it stands on. */
export async function opened(options: Partial<ServedModelOptions> = {}) {
  const clock = new Clock();
  const log = options.log ?? new MemoryEventLog();
  const served = await ServedModel.open({
    model: SMALL,
    now: clock.now,
    ...options,
    log,
  });
  return { served, log, clock };
}

export function checkpointStore(fileSystem = new MemoryFileSystem(), kept = 3): Promise<CheckpointStore> {
  return CheckpointStore.open({ fileSystem, folder: '/run', retention: [keepLast(kept)] });
}

/** The digest of a replay of all events, from nothing. */
export async function replayed(log: EventLog): Promise<string> {
  return (await restoreAt({ log })).digest;
}
