import { OptionChecks } from '@graph/core';
import { GraphError } from './graph-error.js';

/** Checks of options; each throws a GraphError `OPTION`. */
export const check: OptionChecks = new OptionChecks(GraphError);
