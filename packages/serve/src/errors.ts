import { defineError, type ErrorClass } from '@graph/core';

/**
 * What went wrong: `OPTION` an option that is unknown or out of range · `STATE` a value that is not a saved state ·
 * `REQUEST` something asked for that cannot be done as asked · `BUSY` too much is waiting: ask again later · `LOG_FAILED`
 * an event could not be made durable, and nothing was learned from it · `LOG_DAMAGED` the log's bytes are not those that
 * were written · `LOG_LOST` the log lacks events that are needed · `READ_ONLY` the model was opened for reading · `CLOSED`
 * the model is closed.
 */
export type ServeErrorCode =
  | 'OPTION'
  | 'STATE'
  | 'REQUEST'
  | 'BUSY'
  | 'LOG_FAILED'
  | 'LOG_DAMAGED'
  | 'LOG_LOST'
  | 'READ_ONLY'
  | 'CLOSED';

/** The error of this package. */
export const ServeError: ErrorClass<ServeErrorCode> = defineError('ServeError');
export type ServeError = InstanceType<typeof ServeError>;
