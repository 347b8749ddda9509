import type { ServedReport } from '../engine/answers.js';
import type { Counters } from './counters.js';

/** Writes the figures of a server in the text format of Prometheus, version 0.0.4. */
export function metricsText(report: ServedReport, counters: Counters): string {
  const lines: string[] = [];
  const add = (
    name: string,
    type: 'counter' | 'gauge',
    help: string,
    values: readonly (readonly [
      labels: Readonly<Record<string, string>>,
      value: number | null | undefined,
    ])[],
  ): void => {
    const known = values.filter(([, value]) => typeof value === 'number' && Number.isFinite(value));
    if (known.length === 0) return;
    lines.push(`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`);
    for (const [labels, value] of known) lines.push(`${name}${labelText(labels)} ${value}`);
  };
  const one = (
    value: number | null,
  ): readonly (readonly [object: Record<string, string>, value: number | null])[] => [[{}, value]];
  const requests = [...counters.requests].map(([key, count]) => {
    const space = key.lastIndexOf(' ');
    return [{ route: key.slice(0, space), status: key.slice(space + 1) }, count] as const;
  });
  add('graph_serve_requests_total', 'counter', 'Requests by route and status.', requests);
  add('graph_serve_predicted_rows_total', 'counter', 'Rows predicted.', one(counters.predicted));
  add('graph_serve_learned_rows_total', 'counter', 'Rows learned from.', one(counters.learned));
  add(
    'graph_serve_duplicates_total',
    'counter',
    'Requests that had been answered before.',
    one(counters.duplicates),
  );
  add('graph_serve_version', 'gauge', 'Rows learned from ever.', one(report.version));
  add('graph_serve_event', 'gauge', 'The last event.', one(report.sequence));
  add('graph_serve_pending_labels', 'gauge', 'Rows that wait for their label.', one(report.pending));
  add(
    'graph_serve_expired_labels_total',
    'counter',
    'Rows whose label did not come.',
    one(report.score.expired),
  );
  add(
    'graph_serve_defaulted_labels_total',
    'counter',
    'Rows learned with the default label.',
    one(report.defaulted),
  );
  add('graph_serve_in_flight_events', 'gauge', 'Events that wait to be made durable.', one(report.inFlight));
  add(
    'graph_serve_log_failures_total',
    'counter',
    'Groups of events that could not be made durable.',
    one(report.log.failures),
  );
  add('graph_serve_log_events', 'gauge', 'Events in the log.', one(report.log.last + 1 - report.log.first));
  add(
    'graph_serve_checkpoint_failures_total',
    'counter',
    'Checkpoints that could not be saved.',
    one(report.checkpoint.failures),
  );
  add(
    'graph_serve_checkpoint_event',
    'gauge',
    'The last event of the newest checkpoint.',
    one(report.checkpoint.sequence),
  );
  add('graph_serve_drifts_total', 'counter', 'Drifts found.', one(report.score.drifts?.found ?? null));
  const scores = Object.entries(report.score).flatMap(([name, value]) =>
    typeof value === 'number' && !COUNTS.has(name) ? [[{ figure: name }, value] as const] : [],
  );
  add(
    'graph_serve_score',
    'gauge',
    'Figures of the predictions so far, and of guesses that need no model.',
    scores,
  );
  const compared = report.challenger?.compared;
  add(
    'graph_serve_challenger_difference',
    'gauge',
    'Mean error of the challenger less that of the model.',
    one(compared?.difference ?? null),
  );
  add(
    'graph_serve_challenger_difference_error',
    'gauge',
    'Standard error of that difference.',
    one(compared?.standardError ?? null),
  );
  return `${lines.join('\n')}\n`;
}

const COUNTS: ReadonlySet<string> = new Set(['pending', 'expired']);

function labelText(labels: Readonly<Record<string, string>>): string {
  const parts = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value)}"`);
  return parts.length === 0 ? '' : `{${parts.join(',')}}`;
}

function escaped(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}
