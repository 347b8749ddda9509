import type { ServedEvent, WaitSettings } from '../../src/index.js';

/** What events make of ids, told in the plainest way that there is. */
export class Oracle {
  /** Ids and the labels that were learned, each once. */
  readonly learned: Map<string, unknown> = new Map();
  readonly expired: Set<string> = new Set();
  readonly waiting: Map<string, number> = new Map();
  /** Rows that were learned from. */
  rows = 0;
  #wait: WaitSettings | undefined;

  constructor(events: readonly ServedEvent[]) {
    for (const event of events) this.#take(event);
  }

  #take(event: ServedEvent): void {
    if (event.kind === 'start') this.#wait = event.wait;
    const { labelWaitMs, labelDefault } = this.#wait!;
    for (const [id, since] of this.waiting) {
      if (labelWaitMs === null || event.at - since <= labelWaitMs) break;
      this.waiting.delete(id);
      if (labelDefault === null) this.expired.add(id);
      else this.#learn(id, labelDefault);
    }
    if (event.kind === 'predict' && !this.waiting.has(event.id) && !this.learned.has(event.id)) {
      this.expired.delete(event.id);
      this.waiting.set(event.id, event.at);
    }
    if (event.kind === 'label' && this.waiting.delete(event.id)) this.#learn(event.id, event.label);
    if (event.kind === 'drop' && this.waiting.delete(event.id)) this.expired.add(event.id);
    if (event.kind === 'learn') {
      if (event.id === undefined) this.rows += 1;
      else if (!this.learned.has(event.id)) {
        this.waiting.delete(event.id);
        this.expired.delete(event.id);
        this.#learn(event.id, event.label);
      }
    }
  }

  #learn(id: string, label: unknown): void {
    this.learned.set(id, label);
    this.rows += 1;
  }
}
