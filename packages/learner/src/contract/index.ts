/**
 * Suites for what users implement: lists of cases for any test runner.
 *
 * @packageDocumentation
 */
export { consolidationMethodContract } from './consolidation-method-contract.js';
export { rehearsalMemoryContract } from './rehearsal-memory-contract.js';
