import { OptionChecks } from '@graph/core';
import { ReportError } from './errors.js';

/** The checks of this package's options. */
export const check: OptionChecks = new OptionChecks(ReportError);
