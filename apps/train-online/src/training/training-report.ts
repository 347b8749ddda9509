import {
  type ColumnWorths,
  columnWorths,
  type RowMemory,
  TableStream,
  type TrainingSession,
} from '@graph/online';
import type { TrainingReport } from '../report/training-report.js';
import { NOT_OF_LEVELS } from '../settings/curriculum-settings.js';
import { type TrainSettings, trainSettings } from '../settings/train-settings.js';
import type { RunTimes } from './run-clock.js';

/** Rows that are predicted at most to find out what columns are worth, and rows to shuffle at least. */
const MOST_PREDICTED = 20_000;
const LEAST_ROWS = 16;
const USUAL_ROWS = 256;

/** Settings that speak about one call of the command, not about the run. */
const PER_CALL = new Set([
  'config',
  'preset',
  'resume',
  'continue',
  'overwrite',
  'take-over',
  'output',
  'verbose',
  'metrics',
  'metrics-interval',
  'tensorboard',
  'predictions',
]);

/**
 * Puts together what `--json` prints and a manifest says. Measures the learner; changes nothing. The file and the digest
 * are known when it is saved.
 */
export function trainingReport(of: {
  readonly settings: TrainSettings;
  readonly session: TrainingSession;
  readonly clock: RunTimes;
  /** Whether the run ends here: then everything is measured as well as can be. */
  readonly isFinal: boolean;
}): TrainingReport {
  const { settings, clock, session } = of;
  const { learner, memory, stream } = session;
  const stats = learner.stats();
  const streamReport = stream.report(learner.network, of);
  const { seconds, cpuSeconds } = clock;
  return {
    schemaVersion: 1,
    seed: settings.seed,
    config: configOf(settings),
    examples: session.examples,
    trainedExamples: stats.trainedRows,
    seconds,
    cpuSeconds,
    examplesPerSecond: session.examples / seconds,
    trainedExamplesPerCpuSecond: stats.trainedRows / cpuSeconds,
    loss: {
      average: finite(stats.averageLoss),
      best: finite(stats.bestLoss),
      final: finite(stats.smoothedLoss),
      baseline: stream.baselineLoss,
    },
    ...streamReport,
    ...(of.isFinal ? worthOf(session) : {}),
    replay: {
      strategy: settings['replay-strategy'],
      size: memory.size,
      capacity: memory.capacity,
      rehearsals: stats.rehearsedRows,
      averageLoss: session.averageRehearsedLoss,
      // Counting looks at every row: too much for an intermediate checkpoint.
      domains: of.isFinal ? countDomains(memory, stream.domains) : {},
    },
    consolidations: stats.consolidations,
    checkpoint: null,
    stateDigest: '',
  };
}

/** What each column is worth, where there are not too many of them. */
function worthOf(session: TrainingSession): { readonly columnWorths?: ColumnWorths } {
  const { stream, memory, learner } = session;
  if (!(stream instanceof TableStream) || memory.size < LEAST_ROWS || learner.stats().trainedRows === 0)
    return {};
  const rows = Math.min(USUAL_ROWS, Math.floor(MOST_PREDICTED / (stream.schema.columns.length + 1)));
  if (rows < LEAST_ROWS) return {};
  const { model, memory: remembered } = session.state();
  const worths = columnWorths({ model: model as never, memory: remembered }, { rows });
  return worths === undefined ? {} : { columnWorths: worths };
}

function countDomains(memory: RowMemory, names: readonly string[]): Record<string, number> {
  const counts = new Map(
    memory.statistics(['domains']).byValue['domains']!.map(({ value, rows }) => [value, rows]),
  );
  return Object.fromEntries(names.map((name, domain) => [name, counts.get(domain) ?? 0]));
}

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);

/** The settings that this run has: a table knows no levels, and the curriculum no columns. */
function configOf(settings: TrainSettings): TrainingReport['config'] {
  const areFiles = settings.levels.length > 0;
  const other = settings.data !== undefined ? 'CURRICULUM' : areFiles ? undefined : 'OWN STREAM';
  return Object.fromEntries(
    Object.entries(settings).filter(
      ([name, value]) =>
        !PER_CALL.has(name) &&
        trainSettings[name as keyof TrainSettings].group !== other &&
        !(areFiles && NOT_OF_LEVELS.includes(name)) &&
        value !== undefined &&
        !isEmpty(value),
    ),
  ) as TrainingReport['config'];
}

const isEmpty = (value: unknown): boolean => Array.isArray(value) && value.length === 0;
