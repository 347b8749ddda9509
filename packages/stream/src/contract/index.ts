/**
 * What a byte source of your own must do, as cases for any test runner.
 *
 * @packageDocumentation
 */
export { byteSourceContract } from './byte-source-contract.js';
