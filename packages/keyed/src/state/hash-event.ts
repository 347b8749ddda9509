import { digest } from '@graph/checkpoint';
import type { KeyedEvent } from '../ports/keyed-event.js';

/**
 * Fingerprints an event: what a table remembers of the one at its position, so that a log that has lost its tail, and has given its
 * sequences to other events since, is found out.
 *
 * @returns `sha256:` and 64 hexadecimal digits.
 */
export function hashEvent({ sequence, key, kind, body }: KeyedEvent): string {
  return digest({ sequence, key, kind, body });
}
