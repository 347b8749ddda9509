import type { StreamMetrics } from '@graph/online';
import { RunHistory, type RunPicture } from '@graph/report';
import type { TrainingReport } from '../report/training-report.js';
import { worseThanGuesses } from '../report/worse-than-guesses.js';
import { type SavedHistory, unpackHistory } from './saved-history.js';
import { GUESSES, metricOf, TOLD } from './stream-guesses.js';

/** What is drawn of a run: of the state whose report and history these are. */
export function runPicture(
  of: { readonly name: string; readonly resumeCommand: string },
  report: TrainingReport,
  saved: SavedHistory | undefined,
): RunPicture {
  const { levels, retention, metrics, loss } = report;
  // How far it was to go is said anew by whoever resumes it, and decides nothing of what was learned.
  const { examples: _, ...settings } = report.config;
  return {
    ...of,
    points: (saved === undefined ? new RunHistory() : unpackHistory(saved.history)).points({}),
    ...(metrics === undefined ? {} : { metric: metricPicture(metrics), warnings: worseThanGuesses(metrics) }),
    ...(metrics === undefined ? {} : confusionPicture(metrics)),
    ...(metrics?.columns === undefined ? {} : { columns: metrics.columns }),
    ...(levels === undefined || retention === undefined
      ? {}
      : {
          retention: {
            score: 'R²',
            levels: levels.map(({ name }) => name),
            trained: retention.levels,
            matrix: retention.matrix,
          },
        }),
    figures: {
      examples: report.examples,
      'trained rows': report.trainedExamples,
      'average loss': loss.average,
      'loss of the best constant': loss.baseline,
      'remembered rows': report.replay.size,
      ...(metrics === undefined ? {} : furtherTargets(metrics)),
    },
    settings,
    digest: report.stateDigest,
  };
}

function metricPicture(metrics: StreamMetrics): NonNullable<RunPicture['metric']> {
  const of = metricOf(metrics);
  const figures = metrics.targets?.[0] ?? metrics;
  const figure = (name: string): number | null => (typeof figures[name] === 'number' ? figures[name] : null);
  const guesses = Object.entries(GUESSES[of]).map(([name, guess]) => [
    name,
    figure(`${guess}${of[0]!.toUpperCase()}${of.slice(1)}`),
  ]);
  return {
    name: of === 'mae' ? 'MAE' : of,
    better: of === 'mae' ? 'lower' : 'higher',
    model: figure(of),
    baselines: Object.fromEntries(guesses),
    told: TOLD,
  };
}

/** Which class is taken for which, of the first target; nothing where there are too many classes to count that. */
function confusionPicture(metrics: StreamMetrics): Pick<RunPicture, 'confusion'> {
  const { confusion } = metrics.targets?.[0] ?? metrics;
  const { classes, task } = metrics;
  if (!Array.isArray(confusion) || confusion.length < 2) return {};
  const counts = confusion as readonly (readonly number[])[];
  const known = task === 'binary' ? ['no', 'yes'] : Array.isArray(classes) ? classes : [];
  const names = counts.map((_, at) => String(known[at] ?? at));
  return { confusion: { classes: names, counts } };
}

/** The figures of the targets after the first, which is the one that is drawn. */
function furtherTargets(metrics: StreamMetrics): Record<string, number | null> {
  const of = metricOf(metrics);
  const figures = (metrics.targets ?? []).slice(1).flatMap((target) => {
    const figure = (prefix: string): number | null => {
      const value = target[prefix === '' ? of : `${prefix}${of[0]!.toUpperCase()}${of.slice(1)}`];
      return typeof value === 'number' ? value : null;
    };
    const what = `${of === 'mae' ? 'MAE' : of} of ${target.name}`;
    const guesses = Object.entries(GUESSES[of]).map(
      ([name, guess]) => [`${what}, by “${name}”`, figure(guess)] as const,
    );
    return [[what, figure('')] as const, ...guesses];
  });
  return Object.fromEntries(figures);
}
