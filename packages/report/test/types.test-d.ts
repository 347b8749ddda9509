import {
  type EventKind,
  type EventTime,
  eventFileHeader,
  eventFileName,
  type Finding,
  figureTags,
  type HistoryEvent,
  type HistoryFigures,
  type HistoryPoints,
  type ReliabilityBin,
  ReportError,
  type ReportErrorCode,
  type RetentionPicture,
  RunHistory,
  type RunHistoryOptions,
  type RunHistoryState,
  type RunPicture,
  renderReport,
  type ScalarEvent,
  type Series,
  type SeriesGroup,
  scalarRecord,
  verdictOf,
} from '../src/index.ts';

const options: RunHistoryOptions = { points: 64, interval: 8 };
const history = new RunHistory(options);
const figures: HistoryFigures = {
  metric: { model: 0.5, 'last class': null },
  memory: { a: 1, b: undefined },
};
history.update(1, 0.5);
history.event('drift' satisfies EventKind);
history.record(figures);
// @ts-expect-error no such picture
history.record({ metrics: { model: 0.5 } });
// @ts-expect-error events are counted by `event`
history.record({ events: { drift: 1 } });
// @ts-expect-error no such event; a resume leaves no trace
history.event('resume');
const state: RunHistoryState = history.state();
RunHistory.from(state);
// @ts-expect-error the state of something else
RunHistory.from({ kind: 'stream-curve', version: 1 });

const points: HistoryPoints = history.points(figures);
points.series satisfies readonly Series[];
points.events satisfies readonly HistoryEvent[];
'levels' satisfies SeriesGroup;
const retention: RetentionPicture = { score: 'R²', levels: ['one'], trained: [1], matrix: [[null]] };
const reliability: readonly ReliabilityBin[] = [{ predicted: 0.5, observed: 0.5, rows: 1 }];
const run: RunPicture = { name: 'run', points, retention, reliability };
verdictOf(run) satisfies readonly Finding[];
renderReport([run]) satisfies string;
// @ts-expect-error a run has a name
renderReport([{ points }]);

const time: EventTime = { seconds: 1 };
const event: ScalarEvent = { ...time, step: 1, values: figureTags(figures) };
[eventFileHeader(time), scalarRecord(event)] satisfies Uint8Array[];
eventFileName(time, 'host') satisfies string;
// @ts-expect-error no package reads a clock: the time is the caller's
scalarRecord({ step: 1, values: {} });

const error: unknown = undefined;
if (ReportError.is(error)) error.code satisfies ReportErrorCode;
