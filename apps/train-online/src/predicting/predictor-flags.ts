import { Flags } from '@oclif/core';

/** What `predict` and `evaluate` both need to know. */
export const predictorFlags = {
  from: Flags.string({
    helpValue: 'RUN',
    required: true,
    description: 'A checkpoint, the folder of a run (its newest whole checkpoint), or "latest".',
  }),
  data: Flags.string({
    helpValue: 'FILE',
    required: true,
    description: 'CSV, JSONL or Parquet, gzipped or not; "-" is standard input.',
  }),
  'on-bad-row': Flags.option({
    helpValue: 'NAME',
    options: ['fail', 'skip'] as const,
    default: 'fail',
    noCacheDefault: true,
    description: 'What a row that cannot be read does; passed over ones are counted. [one of fail, skip]',
  })(),
};
