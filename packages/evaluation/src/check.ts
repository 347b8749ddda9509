import { OptionChecks } from '@graph/core';
import { EvaluationError } from './errors.js';

/** Checks options, with the errors of this package. */
export const check: OptionChecks = new OptionChecks(EvaluationError);
