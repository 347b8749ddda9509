import { OptionChecks } from '@graph/core';
import { MethodsError } from './errors.js';

/** The checks of this package's options. */
export const check: OptionChecks = new OptionChecks(MethodsError);
