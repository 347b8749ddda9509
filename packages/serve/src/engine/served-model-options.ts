import type { CheckpointStore } from '@graph/checkpoint';
import type { OptionNames } from '@graph/core';
import type { OnlineModel, OnlineModelOptions, OnlineModelState } from '@graph/online';
import { check } from '../check.js';
import type { Label, WaitSettings } from '../log/event.js';
import type { EventLog } from '../log/event-log.js';

/** When an answer is given: when its event is durable, or at once, with events made durable so many milliseconds later. */
export type Durability = 'commit' | { readonly everyMs: number };

/** How to open a served model; only the log, the clock, and what a new model is to predict have no default. */
export type ServedModelOptions = {
  /** Of a new model; one that is in the log must have been made with the same, or they are left out. */
  readonly model?: OnlineModelOptions;
  readonly log: EventLog;
  /** Where its state is saved, so that opening it again is quick. Default nowhere: opening replays all events. */
  readonly checkpoints?: CheckpointStore;
  /** Reads the model to begin with, once trained; what it learns is counted from there. Default a new one. */
  readonly base?: () => Promise<OnlineModelState>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Milliseconds that a predicted row waits for its label, ≥ 0; null = without limit. Default what it was; 24 hours at first. */
  readonly labelWaitMs?: number | null;
  /**
   * The label that a row is learned with when its own has not come in time; null = it is forgotten. Default what it was; null
   * at first.
   */
  readonly labelDefault?: Label | null;
  /** Rows that wait at most, ≥ 1; the oldest expire first. Default 100,000. It stays what it was at the beginning. */
  readonly maxPending?: number;
  /**
   * Columns that rows may bring at most, 1 to 4096: each stays for ever, in the model and in all rows that wait. A row that brings
   * more is refused. Default what it was; 1000 at first.
   */
  readonly maxColumns?: number;
  /** Events that wait to be made durable at most, ≥ 1; more are refused as `BUSY`. Default 4096. */
  readonly maxInFlight?: number;
  /** Default `commit`. */
  readonly durability?: Durability;
  /** Events after which a checkpoint is saved, ≥ 1. Default 10,000. */
  readonly checkpointInterval?: number;
  /** Events that stay in the log at least, ≥ 0; older ones go once a checkpoint has them. Default all. */
  readonly keep?: number;
  /** Answers, and takes nothing in. Default false. */
  readonly readOnly?: boolean;
};

/** {@link ServedModelOptions} that are numbers and words, with every default in its place. */
export type ServedModelSettings = {
  /** Undefined where it stays what it was. */
  readonly labelWaitMs: number | null | undefined;
  readonly labelDefault: Label | null | undefined;
  readonly maxPending: number;
  readonly maxColumns: number | undefined;
  readonly maxInFlight: number;
  readonly durability: Durability;
  readonly checkpointInterval: number;
  readonly keep: number;
  readonly readOnly: boolean;
};

const NAMES: OptionNames<ServedModelOptions> = {
  model: true,
  log: true,
  checkpoints: true,
  base: true,
  now: true,
  labelWaitMs: true,
  labelDefault: true,
  maxPending: true,
  maxColumns: true,
  maxInFlight: true,
  durability: true,
  checkpointInterval: true,
  keep: true,
  readOnly: true,
};

const DAY_MS = 86_400_000;
const COLUMNS = 1000;

/** A row is read with so many columns at most. */
const MOST_COLUMNS = 4096;

/**
 * Checks how a model is to be served.
 *
 * @throws ServeError `OPTION`
 */
export function servedModelSettings(options: ServedModelOptions): ServedModelSettings {
  check.names('ServedModel', options, NAMES);
  const { labelWaitMs, labelDefault, maxPending = 100_000, maxInFlight = 4096 } = options;
  const { durability = 'commit', checkpointInterval = 10_000, keep = Number.POSITIVE_INFINITY } = options;
  const { readOnly = false, maxColumns } = options;
  if (typeof options.log?.append !== 'function') throw check.error('log is missing, wanted an EventLog');
  if (typeof options.now !== 'function')
    throw check.error('now is missing, wanted a clock: () => Date.now()');
  if (labelWaitMs !== null && labelWaitMs !== undefined)
    check.number('labelWaitMs', labelWaitMs, { min: 0, max: Number.MAX_SAFE_INTEGER });
  check.wholeNumber('maxPending', maxPending, { min: 1 });
  if (maxColumns !== undefined) check.wholeNumber('maxColumns', maxColumns, { min: 1, max: MOST_COLUMNS });
  check.wholeNumber('maxInFlight', maxInFlight, { min: 1 });
  check.wholeNumber('checkpointInterval', checkpointInterval, { min: 1 });
  check.number('keep', keep, { min: 0 });
  check.flag('readOnly', readOnly);
  if (durability !== 'commit') check.number('durability.everyMs', durability?.everyMs, { min: 0 });
  return {
    labelWaitMs,
    labelDefault,
    maxPending,
    maxColumns,
    maxInFlight,
    durability,
    checkpointInterval,
    keep,
    readOnly,
  };
}

/** What rows may do: as the options say, and where they say nothing as it was before. */
export function waitSettings(
  { labelWaitMs, labelDefault, maxPending, maxColumns }: ServedModelSettings,
  before: WaitSettings = { labelWaitMs: DAY_MS, labelDefault: null, maxPending, maxColumns: COLUMNS },
): WaitSettings {
  return {
    labelWaitMs: labelWaitMs === undefined ? before.labelWaitMs : labelWaitMs,
    labelDefault: labelDefault === undefined ? before.labelDefault : labelDefault,
    maxPending: before.maxPending,
    maxColumns: maxColumns === undefined ? before.maxColumns : maxColumns,
  };
}

/**
 * Refuses options that a model was not made with.
 *
 * @throws ServeError `OPTION`
 */
export function checkGiven(
  { labelWait: _, maxPending: __, ...given }: OnlineModelOptions,
  model: OnlineModel,
): void {
  const others = contradictions(given, model);
  if (others.length > 0) throw check.error(`${others.join('; ')}: leave it out, or replay the log with it`);
}

/** Names the options that a model was made with and that are given otherwise now. */
function contradictions(given: OnlineModelOptions, model: OnlineModel): string[] {
  const before = new Map<string, unknown>(Object.entries(model.options));
  return Object.entries(given).flatMap(([name, value]) => {
    const [now, then] = [JSON.stringify(value), JSON.stringify(before.get(name))];
    return now === then || name === 'schema'
      ? []
      : [`${name} is ${now}, and it was made with ${then ?? 'its default'}`];
  });
}

/** Tells whether a model was made with these options and no others, but for how long its rows wait. */
export function isMadeWith(given: OnlineModelOptions, model: OnlineModel): boolean {
  const { labelWait: _, maxPending: __, ...made } = model.options;
  return (
    contradictions(given, model).length === 0 && Object.keys(made).every((name) => Object.hasOwn(given, name))
  );
}
