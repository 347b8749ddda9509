import { KeyedError } from '../errors.js';
import type { EventLog } from '../ports/event-log.js';
import type { KeyedEvent } from '../ports/keyed-event.js';
import type { Lease } from '../ports/state-table.js';
import { hashEvent } from '../state/hash-event.js';

/**
 * Reads the events after a position, and makes sure that the log is still the one that was read up to there.
 *
 * @param limit - how many at most, a whole number ≥ 1.
 * @throws KeyedError `LOG_LOST` if the log ends before the position, or has another event there; `LOG_GAP` if it no longer
 * has the event after it.
 */
export async function readNext(
  log: EventLog,
  { partition, position, positionHash }: Pick<Lease, 'partition' | 'position' | 'positionHash'>,
  limit: number,
): Promise<readonly KeyedEvent[]> {
  const found = await log.read(partition, Math.max(position - 1, 0), position === 0 ? limit : limit + 1);
  const [first] = found;
  const isKnown = position > 0 && first?.sequence === position;
  if (isKnown && hashEvent(first) !== positionHash)
    throw lost(`has another event at ${position} than the one that was applied`);
  const events = isKnown ? found.slice(1) : found;
  if (!isKnown && (position > 0 || events.length === 0)) {
    // The event at the position may have been dropped, which is fine.
    const bounds = await log.bounds(partition);
    if (bounds.last < position) throw lost(`ends at ${bounds.last}, and was applied up to ${position}`);
    if (bounds.first > position + 1) throw gap(bounds.first);
  }
  for (const [at, { sequence }] of events.entries()) if (sequence !== position + 1 + at) throw gap(sequence);
  return events;

  function lost(what: string): Error {
    return new KeyedError(
      'LOG_LOST',
      `partition ${partition} of the log ${what}: events that were acknowledged are gone. Restore the log, or begin a new group`,
    );
  }

  function gap(next: number): Error {
    return new KeyedError(
      'LOG_GAP',
      `partition ${partition} of the log has ${next} where the events after ${position} are needed: they were dropped before they were applied`,
    );
  }
}
