import type { ServeError } from '../errors.js';

/** Tells the status of HTTP that fits an error of this package. */
export function statusOfError({ code }: ServeError): number {
  switch (code) {
    case 'BUSY':
      return 429;
    case 'REQUEST':
      return 409;
    case 'READ_ONLY':
      return 403;
    default:
      return 503;
  }
}

/** Says when to ask again, where that helps. */
export function againAfter(status: number): Readonly<Record<string, string>> {
  return status === 429 || status === 503 ? { 'retry-after': '1' } : {};
}
