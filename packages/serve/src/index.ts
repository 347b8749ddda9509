/**
 * One online model behind HTTP: predict now, learn from labels that come later, lose nothing, replay everything.
 *
 * @packageDocumentation
 */

export type {
  Answered,
  DropAnswer,
  IdAnswer,
  LearnAnswer,
  PredictAnswer,
  Refusal,
  ServedReport,
} from './engine/answers.js';
export type { LearnRequest, PredictRequest } from './engine/requests.js';
export { ServedModel } from './engine/served-model.js';
export type { Durability, ServedModelOptions } from './engine/served-model-options.js';
export { ServeError, type ServeErrorCode } from './errors.js';
export type { ServeRequest, ServeResponse } from './http/exchange.js';
export { createHandler } from './http/handler.js';
export { createResponder, type Responder } from './http/responder.js';
export type { ResponderOptions } from './http/responder-options.js';
export type { EventBody, Label, ServedEvent, WaitSettings } from './log/event.js';
export type { EventLog } from './log/event-log.js';
export { FileEventLog, type FileEventLogOptions } from './log/file-event-log.js';
export { MemoryEventLog } from './log/memory-event-log.js';
export type { Outcome } from './replay/outcome.js';
export type { PairedReport } from './replay/paired-score.js';
export { ReplayedModel } from './replay/replayed-model.js';
export type { ReplayedModelState, Rollback } from './replay/replayed-model-state.js';
export { type Past, type RestoreOptions, restoreAt } from './replay/restore-at.js';
