import { CheckpointError } from './errors.js';

/** Refuses what was read from a file. */
export function damaged(what: string): never {
  throw new CheckpointError('DAMAGED', what);
}
