/**
 * Contract suites for what you write yourself: lists of cases that any test runner can run.
 *
 * @packageDocumentation
 */
export { driftDetectorContract } from './drift-detector-contract.js';
