/**
 * The foundation of the graph packages: seeded randomness, batches, states, errors, checks and kernels.
 *
 * @packageDocumentation
 */
export { type Batch, createBatch } from './batch/batch.js';
export { ndArray } from './batch/nd-array.js';
export { CoreError, type CoreErrorCode } from './core-error.js';
export { type CodedError, defineError, type ErrorClass } from './define-error.js';
export { KernelModule } from './kernels/kernel-module.js';
export { type WasmEngine, type WasmMemory, type WasmModule, webAssembly } from './kernels/web-assembly.js';
export { exp } from './math/exp.js';
export { ln } from './math/ln.js';
export { nearest } from './options/nearest.js';
export type { NumberRange } from './options/number-range.js';
export { OptionChecks, type OptionNames } from './options/option-checks.js';
export { Random, type RandomState } from './random/random.js';
export { copyTree } from './state/copy-tree.js';
export { StateFormat, type StateMigration } from './state/state-format.js';
export { StateReader } from './state/state-reader.js';
export type { StateArray, StateHeader, StateTree, StateValue } from './state/state-tree.js';
