/**
 * A run's history: recorded in 512 points, drawn as one page of HTML and SVG, written as TensorBoard events.
 *
 * @packageDocumentation
 */
export { ReportError, type ReportErrorCode } from './errors.js';
export { figureTags } from './history/figure-tags.js';
export type { HistoryEvent, HistoryFigures, HistoryPoints, Series } from './history/history-points.js';
export { RunHistory, type RunHistoryOptions, type RunHistoryState } from './history/run-history.js';
export type { EventKind, SeriesGroup } from './history/series-groups.js';
export { renderReport } from './page/render-report.js';
export type { ReliabilityBin, RetentionPicture, RunPicture } from './page/run-picture.js';
export { type Finding, verdictOf } from './page/verdict.js';
export {
  type EventTime,
  eventFileHeader,
  eventFileName,
  type ScalarEvent,
  scalarRecord,
} from './tensorboard/event-record.js';
