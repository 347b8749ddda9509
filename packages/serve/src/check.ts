import { OptionChecks } from '@graph/core';
import { ServeError } from './errors.js';

/** The checks of this package's options. */
export const check: OptionChecks = new OptionChecks(ServeError);
