/**
 * What every log of events and every table of states must do, as cases for any test runner.
 *
 * @packageDocumentation
 */
export { type EventLogFixture, eventLogContract } from './event-log-contract.js';
export { type StateTableFixture, stateTableContract } from './state-table-contract.js';
