import type { StreamMetrics } from '../session/reports.js';

/** Joins the figures of wild rows with those of all rows, so that neither is hidden; nothing where no row was wild. */
export function wildFigures(usual: StreamMetrics, wild: StreamMetrics): Pick<StreamMetrics, 'wild'> {
  if (wild.rows === 0) return {};
  const scored = (metrics: StreamMetrics): number => metrics.scoredRows ?? metrics.rows;
  const rows = scored(usual) + scored(wild);
  const figure = (metrics: StreamMetrics, name: string): number | null => {
    const value = metrics[name];
    return typeof value === 'number' ? value : null;
  };
  const ofAll = (name: string, isSquare: boolean): number | null => {
    const [own, others] = [figure(wild, name), figure(usual, name)];
    if (own === null) return null;
    const [part, rest] = isSquare ? [own * own, (others ?? 0) * (others ?? 0)] : [own, others ?? 0];
    const mean = (scored(wild) * part + scored(usual) * rest) / rows;
    return isSquare ? Math.sqrt(mean) : mean;
  };
  return {
    wild: {
      rows: wild.rows,
      mae: figure(wild, 'mae'),
      rmse: figure(wild, 'rmse'),
      maeOfAll: ofAll('mae', false),
      rmseOfAll: ofAll('rmse', true),
    },
  };
}
