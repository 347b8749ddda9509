import type { TrainingReport } from '../report/training-report.js';

/** The figures of one moment: of the whole run, and in `since` of the rows since the line before. */
export type FigureLine = {
  readonly examples: number;
  readonly [name: string]: unknown;
};

type Figures = Readonly<Record<string, unknown>>;

/** Figures whose mean over some rows can be told from those over all rows. */
const MEANS = ['accuracy', 'mae', 'logLoss'] as const;

/** Makes the line of a report. @param before - the line before it, if there is one. */
export function figureLine(report: TrainingReport, before: FigureLine | undefined): FigureLine {
  const { examples, trainedExamples, seconds, loss, metrics, retention, levels } = report;
  const { average: averageLoss, final: smoothedLoss } = loss;
  const figures =
    metrics === undefined
      ? { averageR2: retention?.averageR2, r2: levels?.map(({ heldOut }) => heldOut.r2) }
      : {
          ...figuresOf(metrics),
          ...(metrics.targets && { targets: metrics.targets.map(figuresOf) }),
          drifts: metrics.drifts?.found,
        };
  const targets = metrics?.targets?.map((target, at) => ({
    name: target.name,
    ...meansSince((before?.['targets'] as readonly Figures[] | undefined)?.[at], target),
  }));
  const since = {
    examples: examples - (before?.examples ?? 0),
    ...(metrics === undefined ? {} : meansSince(before, metrics)),
    ...(targets === undefined ? {} : { targets }),
  };
  return { examples, trainedExamples, seconds, averageLoss, smoothedLoss, since, ...figures };
}

/** The figures of a line by tag, as TensorBoard shows them: `all/…` of the whole run, `since/…` of the rows since the point before. */
export function lineTags(line: FigureLine): Readonly<Record<string, number>> {
  const { since, targets, r2, ...all } = line;
  const { examples: _, targets: targetsSince, ...recent } = (since ?? {}) as Figures;
  const tags: Record<string, number> = {};
  const put = (prefix: string, figures: Figures): void => {
    for (const [name, value] of Object.entries(figures))
      if (typeof value === 'number') tags[`${prefix}${name}`] = value;
  };
  const putAll = (prefix: string, parts: unknown): void => {
    for (const { name, ...figures } of (parts ?? []) as readonly Figures[])
      put(`${prefix}${String(name)}/`, figures);
  };
  put('all/', all);
  put('since/', recent);
  putAll('all/', targets);
  putAll('since/', targetsSince);
  if (Array.isArray(r2)) put('r2/level', Object.fromEntries(r2.map((value, at) => [at + 1, value])));
  return tags;
}

function figuresOf(metrics: Figures): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(metrics).filter(([name, value]) => typeof value === 'number' || name === 'name'),
  );
}

function meansSince(before: Figures | undefined, now: Figures): Record<string, number | null> {
  const means: Record<string, number | null> = {};
  for (const name of MEANS)
    if (typeof now[name] === 'number')
      means[name] = meanSince(
        [Number(before?.['scoredRows'] ?? before?.['rows'] ?? 0), before?.[name]],
        [Number(now['scoredRows'] ?? now['rows']), now[name]],
      );
  return means;
}

function meanSince(before: readonly [number, unknown], now: readonly [number, number]): number | null {
  const [rowsBefore, meanBefore] = before;
  const [rows, mean] = now;
  if (rows <= rowsBefore) return null;
  const sumBefore = typeof meanBefore === 'number' ? meanBefore * rowsBefore : 0;
  return (mean * rows - sumBefore) / (rows - rowsBefore);
}
