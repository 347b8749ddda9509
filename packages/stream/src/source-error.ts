import { StreamError } from './stream-error.js';

/** Makes a `SOURCE` error of what a source threw; an error of this package says enough itself. */
export function sourceError(cause: unknown, name: string): StreamError {
  if (StreamError.is(cause)) return cause;
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new StreamError('SOURCE', `${name} cannot be read: ${reason}`, { cause, place: { source: name } });
}
