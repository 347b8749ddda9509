import type { EventLog } from '../log/event-log.js';
import type { ReplayedModel } from '../replay/replayed-model.js';
import type { ServedReport } from './answers.js';
import type { Checkpoints } from './checkpoints.js';

/** Tells how a served model is doing. */
export function reportOf(
  { model, challenger, sequence, pending, defaulted }: ReplayedModel,
  { first, last }: EventLog,
  queue: { readonly failures: number; readonly isFailing: boolean; readonly inFlight: number },
  checkpoints: Checkpoints,
): ServedReport {
  const { failures, isFailing, inFlight } = queue;
  return {
    target: model.options.target,
    sequence,
    version: model.examples,
    score: model.report(),
    pending,
    defaulted,
    challenger:
      challenger === undefined
        ? null
        : { score: challenger.model.report(), compared: challenger.score, since: challenger.since },
    log: { first, last, failures, isFailing },
    checkpoint: checkpoints.report,
    inFlight,
  };
}
