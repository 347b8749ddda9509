import { OptionChecks } from '@graph/core';
import { StreamError } from './stream-error.js';

/** Checks of options that throw StreamError `OPTION`. */
export const check: OptionChecks = new OptionChecks(StreamError);
