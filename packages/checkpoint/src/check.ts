import { OptionChecks } from '@graph/core';
import { CheckpointError } from './checkpoint-error.js';

/** The checks of this package's options. */
export const check: OptionChecks = new OptionChecks(CheckpointError);
