import { ServeError } from '../errors.js';
import type { EventBody, ServedEvent } from '../log/event.js';
import type { CommitQueueOptions } from './commit-queue.js';

/**
 * Takes events in at once, and makes them durable a little later: a power cut may take the newest. What cannot be written stays
 * in its place and is tried again.
 */
export class LooseQueue<T> {
  readonly #options: CommitQueueOptions<T>;
  readonly #everyMs: number;
  #unwritten: ServedEvent[] = [];
  #last: number;
  /** An event that takes its time; those behind it wait. */
  #blocked: Promise<unknown> | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #writing: Promise<void> = Promise.resolve();
  #failures = 0;
  #isFailing = false;

  constructor(options: CommitQueueOptions<T>, everyMs: number) {
    this.#options = options;
    this.#everyMs = everyMs;
    this.#last = options.log.last;
  }

  get inFlight(): number {
    return this.#unwritten.length;
  }

  /** Whether no further event is taken in now. */
  get isFull(): boolean {
    return this.#unwritten.length >= this.#options.maxInFlight;
  }

  get failures(): number {
    return this.#failures;
  }

  get isFailing(): boolean {
    return this.#isFailing;
  }

  /** @throws ServeError `BUSY` if too many wait to be written. */
  async push(body: EventBody): Promise<T> {
    while (this.#blocked !== undefined) await this.#blocked;
    if (this.isFull)
      throw new ServeError(
        'BUSY',
        `${this.#unwritten.length} events wait to be made durable, which is the most`,
      );
    const event: ServedEvent = { sequence: this.#last + 1, at: this.#options.now(), ...body };
    this.#last = event.sequence;
    this.#unwritten.push(event);
    this.#schedule();
    const result = this.#options.apply(event);
    if (!(result instanceof Promise)) return result;
    const blocked = result.catch(() => undefined);
    this.#blocked = blocked;
    try {
      return await result;
    } finally {
      this.#blocked = undefined;
    }
  }

  /** Makes durable what was taken in. @throws ServeError `LOG_FAILED` */
  async flush(): Promise<void> {
    if (this.#unwritten.length > 0) await this.#write();
  }

  /** Settles when there may be room for a further event. */
  async room(): Promise<void> {
    await this.flush().catch(() => undefined);
  }

  async idle(): Promise<void> {
    while (this.#blocked !== undefined) await this.#blocked;
    while (this.#unwritten.length > 0) await this.#write();
  }

  #schedule(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#write()
        .then(() => this.#options.onGroup())
        .catch(() => this.#schedule());
    }, this.#everyMs);
  }

  #write(): Promise<void> {
    const written = this.#writing.then(async () => {
      const events = this.#unwritten.slice();
      if (events.length === 0) return;
      try {
        await this.#options.log.append(events);
      } catch (cause) {
        this.#failures += 1;
        this.#isFailing = true;
        const reason = cause instanceof Error ? cause.message : String(cause);
        throw new ServeError('LOG_FAILED', `events could not be made durable: ${reason}`, { cause });
      }
      this.#isFailing = false;
      this.#unwritten = this.#unwritten.slice(events.length);
    });
    this.#writing = written.catch(() => undefined);
    return written;
  }
}
