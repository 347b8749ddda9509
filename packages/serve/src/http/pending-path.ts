import { readId } from './read-request.js';

/** The route of an id, which stands at its end. */
export const PENDING = '/v1/pending/{id}';

const BEFORE = '/v1/pending/';

/** Names the route of an address: its path, but for an id in it. */
export function routeOf(url: string): string {
  const path = url.split('?', 1)[0]!;
  return path.startsWith(BEFORE) ? PENDING : path;
}

/** Reads the id at the end of an address; undefined if it is none. */
export function idIn(url: string): string | undefined {
  try {
    return readId(decodeURIComponent(url.split('?', 1)[0]!.slice(BEFORE.length)));
  } catch {
    return undefined;
  }
}
