/**
 * What every log of events must do, as cases for any test runner.
 *
 * @packageDocumentation
 */
export { type EventLogFixture, eventLogContract } from './event-log-contract.js';
