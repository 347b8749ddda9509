import { OptionChecks } from '@graph/core';
import { KeyedError } from './errors.js';

/** The checks of this package's options. */
export const check: OptionChecks = new OptionChecks(KeyedError);
