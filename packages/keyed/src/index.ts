/**
 * A learner per key, over many workers, exactly once: states and position are committed together, and every key can be verified.
 *
 * @packageDocumentation
 */
export type { BankedModelsOptions } from './bank/bank-options.js';
export {
  BankedModel,
  type BankedModelState,
  type BankedReport,
  readBankedReport,
} from './bank/banked-model.js';
export { bankedModels } from './bank/banked-models.js';
export type { KeyFigures } from './bank/key-score.js';
export { KeyedError, type KeyedErrorCode } from './errors.js';
export { appendEvents } from './keys/append-events.js';
export { type ExportedKey, exportKey } from './keys/export-key.js';
export { type PartitionStatus, partitionStatus } from './keys/partition-status.js';
export { releaseKey } from './keys/release-key.js';
export { type KeyVerification, verifyKey } from './keys/verify-key.js';
export { MemoryEventLog } from './memory/memory-event-log.js';
export { MemoryStateTable } from './memory/memory-state-table.js';
export { type Applied, KeyedModels, type KeyedModelsOptions } from './models/keyed-models.js';
export {
  type OnlineAnswer,
  type OnlineEvent,
  readOnlineAnswer,
  writeOnlineEvent,
} from './models/online-events.js';
export { onlineModels, readOnlineState } from './models/online-models.js';
export type { EventLog, LogBounds } from './ports/event-log.js';
export type { KeyedEvent, NewEvent } from './ports/keyed-event.js';
export type { KeyedLearner, LearnerFactory } from './ports/learner.js';
export type {
  Commit,
  Heartbeat,
  KeyedOutput,
  Lease,
  PartitionState,
  SetAside,
  StateTable,
} from './ports/state-table.js';
export { hashEvent } from './state/hash-event.js';
export { type KeyState, packState, unpackState } from './state/state-blob.js';
export { bytesToTree, treeToBytes } from './state/tree-bytes.js';
export { partitionOf } from './worker/partition-of.js';
export { type PartitionFailure, type StepResult, Worker, type WorkerReport } from './worker/worker.js';
export type { WorkerOptions } from './worker/worker-options.js';
