/**
 * Durable, verified, incremental checkpoints of a training state.
 *
 * @packageDocumentation
 */
export { CheckpointError, type CheckpointErrorCode } from './checkpoint-error.js';
export { CheckpointStore } from './checkpoint-store.js';
export { digest } from './digest/digest.js';
export { sha256 } from './digest/sha256.js';
export type { CheckpointInfo, JsonValue } from './folder/manifest.js';
export type { RejectedCheckpoint } from './folder/read-manifests.js';
export type { FileSystem, FileWriter, FolderEntry, LockOwner } from './io/file-system.js';
export { MemoryFileSystem, type MemoryFileSystemOptions } from './io/memory-file-system.js';
export type { LoadedCheckpoint, LoadOptions } from './load/load-checkpoint.js';
export type { Migrations } from './load/migrate.js';
export type { VerifyReport } from './load/verify.js';
export { keepBest } from './retention/keep-best.js';
export { keepEvery } from './retention/keep-every.js';
export { keepLast } from './retention/keep-last.js';
export { keepPeriod } from './retention/keep-period.js';
export type { RetentionRule } from './retention/rules.js';
export { readSafetensors, type SafetensorsFile, type Tensor } from './safetensors/read-safetensors.js';
export { type TensorSource, writeSafetensors } from './safetensors/write-safetensors.js';
export type { SweepResult } from './save/committer.js';
export type { PendingSave } from './save/save-queue.js';
export type { ChangedRanges } from './save/unchanged-pieces.js';
export type { CheckpointStoreOptions, PruneOptions, SaveOptions } from './store-options.js';
export { compareTrees, type Difference } from './tree/compare-trees.js';
export { exportArrays } from './tree/export-arrays.js';
export { exportJson } from './tree/export-json.js';
