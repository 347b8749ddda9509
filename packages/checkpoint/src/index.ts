/**
 * Durable, verified, incremental checkpoints of a training state.
 *
 * @packageDocumentation
 */
export { CheckpointStore } from './checkpoint-store.js';
export type {
  CheckpointInfo,
  CommitRequest,
  Committer,
  CommitterConfig,
  SweepOptions,
  SweepResult,
} from './committer.js';
export { compareTrees, type Difference } from './compare-trees.js';
export { digest } from './digest.js';
export { CheckpointError, type CheckpointErrorCode } from './errors.js';
export { exportArrays } from './export-arrays.js';
export { exportJson } from './export-json.js';
export type { FileSystem, FileWriter, FolderEntry, LockOwner } from './file-system.js';
export type { LoadedCheckpoint, LoadOptions } from './load-checkpoint.js';
export type { JsonValue } from './manifest.js';
export { MemoryFileSystem, type MemoryFileSystemOptions } from './memory-file-system.js';
export type { Migrations } from './migrate.js';
export type { RejectedCheckpoint } from './read-manifests.js';
export { keepBest } from './retention/keep-best.js';
export { keepEvery } from './retention/keep-every.js';
export { keepLast } from './retention/keep-last.js';
export { keepPeriod } from './retention/keep-period.js';
export type { RetentionRule } from './retention/rules.js';
export { readSafetensors, type SafetensorsFile, type Tensor } from './safetensors/read-safetensors.js';
export { type TensorSource, writeSafetensors } from './safetensors/write-safetensors.js';
export type { PendingSave } from './save-queue.js';
export type { StateTree, StateValue, TypedArray } from './state-tree.js';
export type { CheckpointStoreOptions, SaveOptions } from './store-options.js';
export type { ChangedRanges } from './unchanged-pieces.js';
export type { VerifyReport } from './verify.js';
