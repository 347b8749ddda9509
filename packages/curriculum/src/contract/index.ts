/**
 * Contract suites for what you write yourself: lists of cases that any test runner can run.
 *
 * @packageDocumentation
 */
export { levelContract } from './level-contract.js';
export { policyContract } from './policy-contract.js';
