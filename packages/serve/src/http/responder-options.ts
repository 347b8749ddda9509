import type { OptionNames } from '@graph/core';
import { check } from '../check.js';
import type { ServedModel } from '../engine/served-model.js';

/** How a model is served. */
export type ResponderOptions = {
  readonly model: ServedModel;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /**
   * What a caller must send as `Authorization: Bearer …`, or as the password that a browser asks for. Default nothing: then only
   * this machine must reach the server, and requests must be addressed to it by a name of this machine.
   */
  readonly token?: string;
  /** Bytes of a request, or of a line of a stream, at most, ≥ 1. Default 1 MiB. */
  readonly bodyLimit?: number;
  /** Requests that are being answered at most, ≥ 1; more get 429. Default 4096. */
  readonly maxInFlight?: number;
  /** Is told what went wrong within: never the caller, who gets 500. */
  readonly onError?: (error: unknown) => void;
};

const NAMES: OptionNames<ResponderOptions> = {
  model: true,
  now: true,
  token: true,
  bodyLimit: true,
  maxInFlight: true,
  onError: true,
};

/**
 * Checks how a model is served, and fills in what was left out.
 *
 * @throws ServeError `OPTION`
 */
export function responderSettings(options: ResponderOptions): Required<Omit<ResponderOptions, 'token'>> & {
  readonly token: string | undefined;
} {
  check.names('createResponder', options, NAMES);
  const { bodyLimit = 1_048_576, maxInFlight = 4096, token, onError = () => undefined } = options;
  check.wholeNumber('bodyLimit', bodyLimit, { min: 1 });
  check.wholeNumber('maxInFlight', maxInFlight, { min: 1 });
  if (typeof options.now !== 'function')
    throw check.error('now is missing, wanted a clock: () => Date.now()');
  if (token !== undefined && (typeof token !== 'string' || !/^[\x21-\x7e]{8,}$/.test(token)))
    throw check.error(
      'token is too short or has blanks, wanted 8 or more letters, digits and signs of ASCII',
    );
  return { ...options, bodyLimit, maxInFlight, token, onError };
}
