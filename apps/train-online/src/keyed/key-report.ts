import type { TrainingReport } from '../report/training-report.js';
import { type KeyContent, learnerName } from './key-learners.js';
import type { KeyedSettings } from './keyed-settings.js';

/** What the checkpoint of one key says of itself, as that of a run does. */
export function reportOf({ examples, report }: KeyContent, settings: KeyedSettings): TrainingReport {
  const { seed = 42, replay } = settings.bank ?? settings.model;
  const capacity = replay?.capacity ?? examples;
  return {
    schemaVersion: 1,
    seed,
    config: { ...settings.asked, ...readingFlags(settings), learner: learnerName(settings) },
    examples,
    trainedExamples: examples,
    seconds: 0,
    cpuSeconds: 0,
    examplesPerSecond: 0,
    trainedExamplesPerCpuSecond: 0,
    loss: { average: null, best: null, final: null, baseline: null },
    metrics: report,
    replay: {
      strategy: settings.model?.replay?.strategy ?? 'uniform',
      size: Math.min(examples, capacity),
      capacity,
      rehearsals: 0,
      averageLoss: null,
      domains: {},
    },
    consolidations: 0,
    checkpoint: null,
    stateDigest: '',
  };
}

/** How tables are written, by flag. */
function readingFlags({ reading }: KeyedSettings): TrainingReport['config'] {
  const { decimal, dateOrder, missing, delimiter, quote, comment, skipLines, header, encoding } = reading;
  const given = {
    ...{ decimal, missing, delimiter, comment, encoding },
    quote: quote === '' ? 'none' : quote,
    'date-order': dateOrder,
    'skip-lines': skipLines,
    'no-header': header === false ? true : undefined,
  };
  return Object.fromEntries(
    Object.entries(given).filter(([, value]) => value !== undefined),
  ) as TrainingReport['config'];
}
