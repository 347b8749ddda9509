import { OptionChecks } from '@graph/core';
import { LearnerError } from './learner-error.js';

/** Checks of options; each throws a LearnerError `OPTION`. */
export const check: OptionChecks = new OptionChecks(LearnerError);
