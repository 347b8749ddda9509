import { ServeError } from '../errors.js';
import type { ServedEvent } from './event.js';

/**
 * Refuses events that do not follow on the last one.
 *
 * @throws ServeError `OPTION`
 */
export function checkSequences(events: readonly ServedEvent[], last: number): void {
  for (const [at, { sequence }] of events.entries())
    if (sequence !== last + 1 + at)
      throw new ServeError('OPTION', `the event ${sequence} was appended, wanted ${last + 1 + at}`);
}

/**
 * Refuses to read from a place of which events were dropped.
 *
 * @throws ServeError `LOG_LOST`
 */
export function checkKept(after: number, first: number): void {
  if (after + 1 < first)
    throw new ServeError(
      'LOG_LOST',
      `the event ${after + 1} is wanted, and the log begins with ${first}: what came before was let go of`,
    );
}
