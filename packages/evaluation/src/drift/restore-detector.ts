import type { StateTree } from '@graph/core';
import { EvaluationError } from '../errors.js';
import { Adwin } from './adwin.js';
import { Ddm } from './ddm.js';
import type { DriftDetector } from './drift-detector.js';
import { Kswin } from './kswin.js';
import { PageHinkley } from './page-hinkley.js';

/**
 * Restores whichever detector of this package a state is of.
 *
 * @throws EvaluationError `STATE` if it is of another.
 */
export function restoreDetector(state: StateTree): DriftDetector {
  switch (state['kind']) {
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
        `this is a state of ${String(state['kind'])}, wanted adwin, ddm, kswin or page-hinkley: a detector of your own needs a function that restores it`,
      );
  }
}
