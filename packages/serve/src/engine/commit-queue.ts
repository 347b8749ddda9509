import { ServeError } from '../errors.js';
import type { EventBody, ServedEvent } from '../log/event.js';
import type { EventLog } from '../log/event-log.js';

/** Events that are made durable together at most: what is applied at one go must not stall the answers to others. */
const MOST_TOGETHER = 256;

/** What a queue does with events. */
export type CommitQueueOptions<T> = {
  readonly log: EventLog;
  readonly maxInFlight: number;
  /** When the next events happen, in milliseconds. */
  readonly now: () => number;
  /** Takes in an event that is durable. */
  readonly apply: (event: ServedEvent) => T | Promise<T>;
  /** Is called when a group was taken in. */
  readonly onGroup: () => void;
};

type Waiting<T> = {
  readonly body: EventBody;
  readonly resolve: (result: T) => void;
  readonly reject: (error: unknown) => void;
};

/**
 * Makes events durable, and only then takes them in, in their order. What comes while the disk is being waited for goes
 * together with the next flush, so that under load one flush serves many.
 */
export class CommitQueue<T> {
  readonly #options: CommitQueueOptions<T>;
  #waiting: Waiting<T>[] = [];
  #inFlight = 0;
  #running: Promise<void> | undefined;
  /** The group that is being made durable. */
  #group: Promise<void> | undefined;
  #failures = 0;
  #isFailing = false;

  constructor(options: CommitQueueOptions<T>) {
    this.#options = options;
  }

  get inFlight(): number {
    return this.#inFlight;
  }

  /** Whether no further event is taken in now. */
  get isFull(): boolean {
    return this.#inFlight >= this.#options.maxInFlight;
  }

  /** Groups that could not be made durable so far. */
  get failures(): number {
    return this.#failures;
  }

  /** Whether the last group was one of them. */
  get isFailing(): boolean {
    return this.#isFailing;
  }

  /**
   * Takes in an event when it is durable.
   *
   * @throws ServeError `BUSY` if too many wait; `LOG_FAILED` if it could not be made durable: then nothing was taken in.
   */
  push(body: EventBody): Promise<T> {
    if (this.isFull)
      return Promise.reject(
        new ServeError('BUSY', `${this.#inFlight} events wait to be made durable, which is the most`),
      );
    this.#inFlight += 1;
    const result = new Promise<T>((resolve, reject) => this.#waiting.push({ body, resolve, reject }));
    // What is pushed in the same turn belongs to the same group.
    this.#running ??= Promise.resolve().then(() => this.#run());
    return result;
  }

  /** Makes durable what was taken in: here that is so always. */
  async flush(): Promise<void> {}

  /** Settles when there may be room for a further event. */
  async room(): Promise<void> {
    await this.#group;
  }

  /** Settles when nothing waits. */
  async idle(): Promise<void> {
    while (this.#running !== undefined) await this.#running;
  }

  async #run(): Promise<void> {
    while (this.#waiting.length > 0) {
      this.#group = this.#commit(this.#waiting.splice(0, MOST_TOGETHER));
      await this.#group;
    }
    this.#running = undefined;
  }

  async #commit(group: readonly Waiting<T>[]): Promise<void> {
    const { log, now, apply, onGroup } = this.#options;
    const at = now();
    const events = group.map(
      ({ body }, place): ServedEvent => ({ sequence: log.last + 1 + place, at, ...body }),
    );
    try {
      await log.append(events);
      this.#isFailing = false;
    } catch (cause) {
      this.#failures += 1;
      this.#isFailing = true;
      const reason = cause instanceof Error ? cause.message : String(cause);
      for (const { reject } of group)
        reject(new ServeError('LOG_FAILED', `the event could not be made durable: ${reason}`, { cause }));
      this.#inFlight -= group.length;
      return;
    }
    for (const [place, { resolve, reject }] of group.entries()) {
      try {
        const result = apply(events[place]!);
        resolve(result instanceof Promise ? await result : result);
      } catch (error) {
        reject(error);
      }
      this.#inFlight -= 1;
    }
    onGroup();
  }
}
