import type { OptionNames } from '@graph/core';
import { check } from '../check.js';
import type { EventLog } from '../ports/event-log.js';
import type { LearnerFactory } from '../ports/learner.js';
import type { StateTable } from '../ports/state-table.js';

/** What a worker is made with. */
export type WorkerOptions = {
  /** Its name; each process needs its own, such as host and process number. Nothing is made safe by it. */
  readonly owner: string;
  readonly log: EventLog;
  /** It must have as many partitions as the log. */
  readonly table: StateTable;
  readonly factory: LearnerFactory;
  /** Milliseconds by the table's clock after which others may take over what this worker holds. Default 10,000. */
  readonly leaseMs?: number;
  /** Events that are applied and committed together at most, a whole number ≥ 1. Default 500. */
  readonly batch?: number;
  /** Learners of each partition that are live at a time, a whole number ≥ 1. Default 1,000. */
  readonly capacity?: number;
};

const NAMES: OptionNames<WorkerOptions> = {
  owner: true,
  log: true,
  table: true,
  factory: true,
  leaseMs: true,
  batch: true,
  capacity: true,
};

/** Checks a worker's options and adds the defaults. @throws KeyedError `OPTION` */
export function workerOptions(options: WorkerOptions): Required<WorkerOptions> {
  check.names('Worker', options, NAMES);
  const { owner, log, table, leaseMs = 10_000, batch = 500, capacity = 1000 } = options;
  if (typeof owner !== 'string' || owner === '')
    throw check.error(`owner is ${JSON.stringify(owner)}, wanted a name`);
  check.number('leaseMs', leaseMs, { above: 0 });
  check.wholeNumber('batch', batch, { min: 1 });
  check.wholeNumber('capacity', capacity, { min: 1 });
  if (log.partitions !== table.partitions)
    throw check.error(
      `the log has ${log.partitions} partitions and the table ${table.partitions}: their number is fixed when they are made`,
    );
  return { ...options, leaseMs, batch, capacity };
}
