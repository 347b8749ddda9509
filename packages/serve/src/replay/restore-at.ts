import { CheckpointError, type CheckpointStore, digest } from '@graph/checkpoint';
import type { OnlineModelOptions, OnlineModelState } from '@graph/online';
import { ServeError } from '../errors.js';
import type { EventLog } from '../log/event-log.js';
import { ReplayedModel } from './replayed-model.js';
import type { ReplayedModelState, Rollback } from './replayed-model-state.js';
import { undone } from './undone.js';

/** Where the past of a model is found. */
export type Past = {
  readonly log: EventLog;
  /** Checkpoints of its `ReplayedModelState`s, each at its sequence: they only save time. */
  readonly checkpoints?: CheckpointStore | undefined;
  /** Reads the model that it began with, where that was no new one. */
  readonly base?: (() => Promise<OnlineModelState>) | undefined;
};

/** What of the past is wanted. */
export type RestoreOptions = {
  /** The last event to take in. Default the last that there is. */
  readonly until?: number;
  /** Other options than the model had: what it would be if it had learned with them. Checkpoints and base are no help then. */
  readonly options?: OnlineModelOptions;
  /** Is told from time to time which event was taken in. */
  readonly onProgress?: (sequence: number) => void;
};

/**
 * Restores a model as it was after an event: from the newest checkpoint that leads there and the events behind it, or from
 * nothing but events. Both give the same bits.
 *
 * @throws ServeError `LOG_LOST` if events are needed that the log has no more; `LOG_DAMAGED`.
 */
export async function restoreAt(past: Past, options: RestoreOptions = {}): Promise<ReplayedModel> {
  const { log } = past;
  const until = options.until ?? log.last;
  if (until > log.last)
    throw new ServeError('REQUEST', `the event ${until} is wanted, and the last is ${log.last}`);
  const checkpoints = options.options === undefined ? past.checkpoints : undefined;
  for (const sequence of await sequencesOf(checkpoints, until, log.last)) {
    const state = await load(checkpoints!, sequence);
    if (state === undefined) continue;
    const restored = await follow(past, { ...options, until }, () => ReplayedModel.from(state));
    if (restored !== undefined) return restored;
  }
  const restored = await follow(past, { ...options, until });
  if (restored === undefined) throw new ServeError('LOG_LOST', 'the log does not begin with the first event');
  return restored;
}

/**
 * Takes in the events behind a checkpoint.
 *
 * @returns undefined if a rollback has undone what the checkpoint is of.
 */
async function follow(
  past: Past,
  options: RestoreOptions & { readonly until: number },
  restore?: () => ReplayedModel,
): Promise<ReplayedModel | undefined> {
  let model = restore?.();
  const from = model?.sequence ?? 0;
  const before = model?.rollbacks ?? [];
  // Most logs have no rollback; where one turns up, its past has to be taken in without what it undid.
  const later: Rollback[] = [];
  let isUndone = undone(before);
  if (from > 0 && isUndone(from)) return undefined;
  if (await take()) {
    later.length = 0;
    for await (const events of past.log.read(from))
      for (const event of events)
        if (event.kind === 'rollback' && event.sequence <= options.until)
          later.push([event.sequence, event.to]);
    isUndone = undone([...before, ...later]);
    if (from > 0 && isUndone(from)) return undefined;
    model = restore?.();
    await take();
  }
  model?.noteRollbacks([...before, ...later]);
  return model;

  /** Returns whether it came upon a rollback that it did not know. */
  async function take(): Promise<boolean> {
    if (options.until <= from) return false;
    for await (const events of past.log.read(from)) {
      for (const event of events) {
        if (event.sequence > options.until) return false;
        if (event.kind === 'start') model = await begin(past, event, options);
        if (model === undefined)
          throw new ServeError('LOG_LOST', 'the log does not begin with the first event');
        const { sequence } = event;
        if (event.kind === 'rollback') {
          if (!later.some(([known]) => known === sequence)) return true;
          model.pass(event);
        } else if (isUndone(sequence)) model.pass(event);
        else {
          if (event.kind === 'challenge')
            model.challenge((await restoreAt(past, { until: sequence - 1, options: event.options })).model);
          model.apply(event);
        }
      }
      options.onProgress?.(model!.sequence);
    }
    return false;
  }
}

/**
 * Takes in what has happened since.
 *
 * @returns false if a rollback is among it: then the model has to be restored anew.
 */
async function catchUp({ log }: Past, model: ReplayedModel, until: number): Promise<boolean> {
  if (until <= model.sequence) return true;
  for await (const events of log.read(model.sequence))
    for (const event of events) {
      if (event.sequence > until) return true;
      if (event.kind === 'rollback') return false;
      model.apply(event);
    }
  return true;
}

/**
 * Restores the model that there would be with other options.
 *
 * @param begun - what has taken in some of the events already.
 */
export async function upTo(
  past: Past,
  wanted: { readonly until?: number; readonly options: OnlineModelOptions },
  begun: ReplayedModel | undefined,
): Promise<ReplayedModel> {
  const { until = past.log.last } = wanted;
  if (begun !== undefined && (await catchUp(past, begun, until))) return begun;
  return restoreAt(past, wanted);
}

async function begin(
  past: Past,
  event: {
    readonly options: OnlineModelOptions;
    readonly wait: ReplayedModel['wait'];
    readonly base: string | null;
  },
  { options }: RestoreOptions,
): Promise<ReplayedModel> {
  if (options !== undefined || event.base === null)
    return new ReplayedModel(options ?? event.options, event.wait);
  const base = await past.base?.();
  if (base === undefined || digest(base) !== event.base)
    throw new ServeError('LOG_LOST', `the model that it began with, ${event.base}, is needed and not there`);
  return new ReplayedModel(event.options, event.wait, base);
}

async function sequencesOf(
  checkpoints: CheckpointStore | undefined,
  until: number,
  last: number,
): Promise<number[]> {
  if (checkpoints === undefined) return [];
  const { checkpoints: infos } = await checkpoints.list();
  const sequences = infos.map(({ examples }) => examples).sort((left, right) => right - left);
  if (sequences[0] !== undefined && sequences[0] > last)
    throw new ServeError(
      'LOG_LOST',
      `there is a checkpoint of event ${sequences[0]}, and the log ends with ${last}: restore the log from a copy`,
    );
  return sequences.filter((sequence) => sequence <= until);
}

async function load(checkpoints: CheckpointStore, sequence: number): Promise<ReplayedModelState | undefined> {
  try {
    const { tree } = await checkpoints.load(sequence);
    return tree as ReplayedModelState;
  } catch (error) {
    // An older one is as good: it only takes longer.
    if (CheckpointError.is(error) && (error.code === 'DAMAGED' || error.code === 'NOT_FOUND'))
      return undefined;
    throw error;
  }
}
