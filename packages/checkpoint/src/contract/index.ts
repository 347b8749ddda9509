/**
 * What every implementation of this package's interfaces must do, as cases for any test runner.
 *
 * @packageDocumentation
 */
export { type FileSystemFixture, fileSystemContract } from './file-system-contract.js';
