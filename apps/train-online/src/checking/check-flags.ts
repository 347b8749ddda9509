import { Flags } from '@oclif/core';
import { flagsOf } from '../base-command.js';
import { ownStreamSettings } from '../settings/own-stream-settings.js';

const {
  data: _,
  'infer-rows': __,
  'on-bad-row': ___,
  'label-delay': ____,
  'on-drift': _____,
  ...settings
} = ownStreamSettings;

/** The flags of `check`: those of a run that say how a table is read. */
export const checkFlags = {
  ...flagsOf(settings),
  rows: Flags.integer({
    helpValue: 'N',
    min: 1,
    max: 100_000,
    default: 500,
    description: 'Rows to look at. [1 to 100000; default 500, as many as a run looks at]',
  }),
};
