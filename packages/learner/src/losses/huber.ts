import { LearnerError } from '../errors.js';
import type { Loss } from './loss.js';

/**
 * The mean over the outputs of e² / 2 up to |e| = `delta`, and of delta · (|e| − delta / 2) beyond (Huber 1964): outliers
 * pull no harder than that.
 *
 * @throws LearnerError `OPTION` if `delta` is not a finite number > 0.
 */
export function huber(options: { readonly delta?: number } = {}): Loss {
  const { delta = 1 } = options;
  if (!(delta > 0 && Number.isFinite(delta)))
    throw new LearnerError('OPTION', `delta of the Huber loss is ${delta}, wanted a number > 0`);
  return { kind: 'huber', delta };
}
