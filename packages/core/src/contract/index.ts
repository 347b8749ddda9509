/**
 * What contract suites are made of: lists of cases that any test runner can run.
 *
 * @packageDocumentation
 */
export { ContractError, ensure, ensureThrows } from './ensure.js';

/**
 * One thing that every implementation of an interface must do. A suite is a list of them, for whatever runs tests:
 * `for (const { name, run } of driftDetectorContract(make)) it(name, run);`
 */
export type ContractCase = {
  /** A sentence of behaviour. */
  readonly name: string;
  /** Throws a ContractError if it does not hold. */
  readonly run: () => void | Promise<void>;
};
