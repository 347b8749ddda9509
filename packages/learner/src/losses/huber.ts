import { check } from '../check.js';
import type { Loss } from './loss.js';

/**
 * The mean over the outputs of e² / 2 up to |e| = `delta`, and of delta · (|e| − delta / 2) beyond (Huber 1964): outliers
 * pull no harder than that.
 *
 * @throws LearnerError `OPTION` if `delta` is not a finite number > 0.
 */
export function huber(options: { readonly delta?: number } = {}): Loss {
  check.names('huber', options, { delta: true });
  const { delta = 1 } = options;
  check.number('delta of the Huber loss', delta, { above: 0, max: Number.MAX_VALUE });
  return { kind: 'huber', delta };
}
