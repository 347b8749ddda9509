import type { CheckpointStore } from '@graph/checkpoint';
import { ServeError } from '../errors.js';
import type { EventLog } from '../log/event-log.js';
import type { ReplayedModel } from '../replay/replayed-model.js';
import type { ServedModelSettings } from './served-model-options.js';

/** A checkpoint that is being written, or was. */
export type SavedAt = { readonly sequence: number; readonly digest: string };

/** Saves a model from time to time, and lets go of events that no checkpoint needs. */
export class Checkpoints {
  readonly #store: CheckpointStore | undefined;
  readonly #log: EventLog;
  readonly #interval: number;
  readonly #keep: number;
  readonly #isReadOnly: boolean;
  readonly #flush: () => Promise<void>;
  /** The last event of the newest checkpoint, and of the one that is being written. */
  #saved: number | null = null;
  #begun: number | undefined;
  #saving: Promise<unknown> = Promise.resolve();
  #failures = 0;

  /** @param flush - makes durable the events that were taken in. */
  constructor(
    { checkpoints, log }: { readonly checkpoints?: CheckpointStore; readonly log: EventLog },
    { checkpointInterval, keep, readOnly }: ServedModelSettings,
    flush: () => Promise<void>,
  ) {
    this.#flush = flush;
    this.#store = checkpoints;
    this.#log = log;
    this.#interval = checkpointInterval;
    this.#keep = keep;
    this.#isReadOnly = readOnly;
  }

  get report(): { readonly sequence: number | null; readonly failures: number } {
    return { sequence: this.#saved, failures: this.#failures };
  }

  /** Begins to save when enough has happened; a failure is counted, and tried again later. */
  saveIfDue(state: ReplayedModel): void {
    this.#begun ??= state.sequence - (state.sequence % this.#interval);
    if (this.#store === undefined || state.sequence - this.#begun < this.#interval) return;
    this.#begun = state.sequence;
    this.#saving = this.save(state).catch(() => undefined);
  }

  /** Saves, and settles when that is durable. */
  async save(state: ReplayedModel): Promise<SavedAt> {
    if (this.#store === undefined || this.#isReadOnly)
      throw new ServeError('REQUEST', 'there is nowhere to save a checkpoint');
    const { sequence, digest } = state;
    this.#begun = sequence;
    try {
      const summary = { event: sequence, rows: state.model.examples, digest };
      const tree = state.state();
      // A checkpoint must never be ahead of the log.
      await this.#flush();
      await this.#log.sync?.();
      await this.#store.save(tree, { examples: sequence, summary }).durable;
    } catch (error) {
      this.#failures += 1;
      throw error;
    }
    this.#saved = sequence;
    await this.#letGo();
    return { sequence, digest };
  }

  /** Waits for what is being saved, saves what has happened since, and closes the store. */
  async close(state: ReplayedModel): Promise<void> {
    await this.#saving;
    if (this.#store === undefined) return;
    try {
      if (!this.#isReadOnly && this.#saved !== state.sequence) await this.save(state);
    } finally {
      await this.#store.close();
    }
  }

  /** Lets go of events that every checkpoint has in it, but for those that are to be kept. */
  async #letGo(): Promise<void> {
    if (!Number.isFinite(this.#keep)) return;
    const { checkpoints } = await this.#store!.list();
    const oldest = Math.min(...checkpoints.map(({ examples }) => examples));
    await this.#log.drop(Math.min(oldest, this.#log.last - this.#keep));
  }
}
