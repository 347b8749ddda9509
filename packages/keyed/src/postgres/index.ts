/**
 * Events, states, leases and outputs in PostgreSQL, through whatever client runs its statements.
 *
 * @packageDocumentation
 */
export { PostgresEventLog } from './postgres-event-log.js';
export type { PostgresOptions } from './postgres-options.js';
export { PostgresStateTable } from './postgres-state-table.js';
export type { Query } from './query.js';
