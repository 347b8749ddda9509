import { defineError, type ErrorClass } from '@graph/core';

/**
 * What went wrong: `OPTION` an option, key or partition that is unknown or out of range · `FENCED` the partition has another
 * owner, or is at another position: nothing was written · `LOG_LOST` the log lacks, or has changed, what was applied
 * already · `LOG_GAP` the log has dropped events that are still needed · `STATE_DAMAGED` a state's bytes are not those that
 * were written · `STATE` a state of another layout, or no state at all · `EVENT` an event that its learner cannot read.
 */
export type KeyedErrorCode =
  | 'OPTION'
  | 'FENCED'
  | 'LOG_LOST'
  | 'LOG_GAP'
  | 'STATE_DAMAGED'
  | 'STATE'
  | 'EVENT';

/** The error of this package. */
export const KeyedError: ErrorClass<KeyedErrorCode> = defineError('KeyedError');
export type KeyedError = InstanceType<typeof KeyedError>;
