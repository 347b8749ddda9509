import type { EventLog } from '../ports/event-log.js';
import type { PartitionState, StateTable } from '../ports/state-table.js';

/** One partition as table and log have it. */
export type PartitionStatus = PartitionState & {
  /** Events that the log has and the table does not. Below 0 where the log has lost what was applied. */
  readonly lag: number;
};

/** Tells how all partitions are, in their order: who holds them, and how far behind they are. */
export async function partitionStatus(log: EventLog, table: StateTable): Promise<readonly PartitionStatus[]> {
  const states = await table.status();
  return Promise.all(
    states.map(async (state) => ({
      ...state,
      lag: (await log.bounds(state.partition)).last - state.position,
    })),
  );
}
