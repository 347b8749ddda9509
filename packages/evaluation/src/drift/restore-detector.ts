import { EvaluationError } from '../errors.js';
import type { StateTree } from '../state.js';
import { Adwin } from './adwin.js';
import { Ddm } from './ddm.js';
import type { DriftDetector } from './drift-detector.js';
import { Kswin } from './kswin.js';
import { PageHinkley } from './page-hinkley.js';

/**
 * Puts back whichever detector of this package a state is of.
 *
 * @throws EvaluationError `STATE` if it is of none of them.
 */
export function restoreDetector(state: StateTree): DriftDetector {
  switch (state?.['method']) {
    case 'adwin':
      return Adwin.from(state);
    case 'ddm':
      return Ddm.from(state);
    case 'kswin':
      return Kswin.from(state);
    case 'page-hinkley':
      return PageHinkley.from(state);
    default:
      throw new EvaluationError(
        'STATE',
        `the state's method is ${String(state?.['method'])}, wanted adwin, ddm, kswin or page-hinkley`,
      );
  }
}
