import type { OptionNames } from '@graph/core';
import { check } from '../check.js';
import type { KeyedEvent } from '../ports/keyed-event.js';
import type { KeyedLearner, LearnerFactory } from '../ports/learner.js';
import type { KeyedOutput, SetAside } from '../ports/state-table.js';
import { ByteSlab } from '../state/byte-slab.js';
import { packedBytes, packStateInto, unpackState } from '../state/state-blob.js';

/** What the learners of a partition are made with. */
export type KeyedModelsOptions = {
  readonly factory: LearnerFactory;
  /** Learners that are live at a time, a whole number ≥ 1; the least recently used ones become bytes. */
  readonly capacity: number;
  /** Reads the packed states of those keys that have one, as they were at the last commit. */
  readonly load: (keys: readonly string[]) => Promise<ReadonlyMap<string, Uint8Array>>;
};

/** What events did. */
export type Applied = {
  /** What learners answered, in the order of the events. */
  readonly outputs: readonly KeyedOutput[];
  /** Events of quarantined keys, in their order. */
  readonly aside: readonly SetAside[];
};

const NAMES: OptionNames<KeyedModelsOptions> = { factory: true, capacity: true, load: true };

/** States are let go of together, when they are committed. */
const SLAB_BYTES = 2 ** 18;

type Live = { learner: KeyedLearner; position: number; quarantined: boolean };

/**
 * The learners of one partition, by key. At most `capacity` are live; the others are packed states, in the table, or in memory until the
 * next commit where they have changed. A learner that wakes up goes on to the bit, so how many are live changes no
 * figure.
 */
export class KeyedModels {
  readonly #options: KeyedModelsOptions;
  /** From the least to the most recently used. */
  readonly #live: Map<string, Live> = new Map();
  /** Packed states that are newer than the table's. */
  readonly #asleep: Map<string, Uint8Array> = new Map();
  readonly #changed: Set<string> = new Set();
  readonly #slab: ByteSlab = new ByteSlab(SLAB_BYTES);
  /** What was applied since the last commit. */
  #since: KeyedEvent[] = [];

  /** @throws KeyedError `OPTION` */
  constructor(options: KeyedModelsOptions) {
    check.names('KeyedModels', options, NAMES);
    check.wholeNumber('capacity', options.capacity, { min: 1 });
    this.#options = options;
  }

  /** How many learners are live. */
  get live(): number {
    return this.#live.size;
  }

  /**
   * Applies events in their order. A key whose learner throws is quarantined: its state stays that of before the event,
   * and this event and the later ones are set aside until one of kind `release`.
   *
   * @param events - of one partition, each above all that were applied before.
   * @throws KeyedError `STATE_DAMAGED` or `STATE` of a state that cannot be unpacked. Nothing may be committed then.
   */
  async apply(events: readonly KeyedEvent[]): Promise<Applied> {
    const outputs: KeyedOutput[] = [];
    const aside: SetAside[] = [];
    const loaded = await this.#load(events);
    for (const event of events) {
      const { key, sequence } = event;
      const live = this.#wake(key, loaded);
      this.#since.push(event);
      if (event.kind === 'release') {
        if (live.quarantined) this.#change(key, live, sequence, false);
      } else if (live.quarantined) aside.push({ event, reason: 'its key is quarantined' });
      else
        try {
          const body = live.learner.apply(event.body);
          this.#change(key, live, sequence, false);
          if (body !== undefined) outputs.push({ sequence, key, body });
        } catch (error) {
          aside.push({ event, reason: error instanceof Error ? error.message : String(error) });
          const before = live.learner;
          live.learner = await this.#rebuild(event, loaded);
          before.close?.();
          this.#change(key, live, sequence, true);
          // Whatever is rebuilt later begins here: the event must not be applied once more.
          this.#asleep.set(key, this.#pack(live));
        }
    }
    return { outputs, aside };
  }

  /** Packs the states that the table does not have yet. */
  changed(): ReadonlyMap<string, Uint8Array> {
    const states = new Map<string, Uint8Array>();
    for (const key of this.#changed) {
      const live = this.#live.get(key);
      states.set(key, live === undefined ? this.#asleep.get(key)! : this.#pack(live));
    }
    return states;
  }

  /** Says that the table has all that `changed` gave. */
  committed(): void {
    this.#changed.clear();
    this.#asleep.clear();
    this.#since = [];
  }

  /** Lets go of all learners; nothing else may be called then. */
  close(): void {
    for (const { learner } of this.#live.values()) learner.close?.();
    this.#live.clear();
  }

  #change(key: string, live: Live, position: number, quarantined: boolean): void {
    live.position = position;
    live.quarantined = quarantined;
    this.#changed.add(key);
  }

  /** Reads the states of all keys that are needed and not here, at once. */
  async #load(events: readonly KeyedEvent[]): Promise<ReadonlyMap<string, Uint8Array>> {
    const missing = new Set<string>();
    for (const { key } of events) if (!this.#live.has(key)) missing.add(key);
    const keys = new Set([...missing].filter((key) => !this.#asleep.has(key)));
    // A key that is live now may have to sleep before its turn comes: it has changed then, or the table has it.
    if (this.#live.size + missing.size > this.#options.capacity)
      for (const { key } of events) if (!this.#asleep.has(key)) keys.add(key);
    if (keys.size === 0) return new Map();
    return this.#options.load([...keys]);
  }

  #wake(key: string, loaded: ReadonlyMap<string, Uint8Array>): Live {
    let live = this.#live.get(key);
    if (live !== undefined) this.#live.delete(key);
    else live = this.#unpack(key, this.#asleep.get(key) ?? loaded.get(key));
    this.#live.set(key, live);
    if (this.#live.size > this.#options.capacity) this.#sleepOldest();
    return live;
  }

  #sleepOldest(): void {
    const [oldest] = this.#live;
    if (oldest === undefined) return;
    const [key, live] = oldest;
    if (this.#changed.has(key)) this.#asleep.set(key, this.#pack(live));
    this.#live.delete(key);
    live.learner.close?.();
  }

  /** Makes a learner as it was before an event that it has thrown at, half-way through. */
  async #rebuild(poison: KeyedEvent, loaded: ReadonlyMap<string, Uint8Array>): Promise<KeyedLearner> {
    const { key } = poison;
    const packed = this.#asleep.get(key) ?? loaded.get(key) ?? (await this.#options.load([key])).get(key);
    const live = this.#unpack(key, packed);
    for (const event of this.#since) {
      if (event.key !== key || event.sequence <= live.position || event.sequence >= poison.sequence) continue;
      if (event.kind === 'release') live.quarantined = false;
      else if (!live.quarantined) live.learner.apply(event.body);
    }
    return live.learner;
  }

  #pack({ learner, position, quarantined }: Live): Uint8Array {
    const state = { position, quarantined, state: learner.view?.() ?? learner.state() };
    return packStateInto(this.#slab.take(packedBytes(state)), this.#options.factory.layout, state);
  }

  #unpack(key: string, packed: Uint8Array | undefined): Live {
    const { factory } = this.#options;
    if (packed === undefined) return { learner: factory.create(key), position: 0, quarantined: false };
    const { position, quarantined, state } = unpackState(factory.layout, packed);
    return { learner: factory.restore(key, state), position, quarantined };
  }
}
