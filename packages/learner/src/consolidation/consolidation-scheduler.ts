import { type OptionNames, StateFormat, type StateHeader } from '@graph/core';
import { check } from '../check.js';
import { LearnerError } from '../learner-error.js';
import { SmoothedLoss, type SmoothedLossState } from '../online/smoothed-loss.js';

/**
 * When to consolidate: every `every` examples or batches (counted from the start, so that no delay adds up); whenever
 * the memory has become `percent` % full, and again after each turnover of that part of it; when the smoothed loss is
 * under `below` and at least a share `drop` (default 0.1) under what it was the last time; only by hand.
 */
export type ConsolidationTrigger =
  | { readonly when: 'examples'; readonly every: number }
  | { readonly when: 'batches'; readonly every: number }
  | { readonly when: 'memory'; readonly percent: number }
  | { readonly when: 'loss'; readonly below: number; readonly drop?: number }
  | { readonly when: 'manual' };

/** When a `ConsolidationScheduler` says that it is time. */
export type ConsolidationSchedulerOptions = {
  readonly trigger: ConsolidationTrigger;
  /** Examples that must pass between two consolidations, ≥ 0. Default 0. */
  readonly minInterval?: number;
  /** Examples after which one is due in any case, ≥ 1; ignored by a manual trigger. Default Infinity. */
  readonly maxInterval?: number;
  /** About how many recent rows the smoothed loss is of, > 0. Default 500. */
  readonly horizon?: number;
};

/** What happened in one batch. */
export type ConsolidationObservation = {
  /** New examples in the batch, ≥ 0. */
  readonly rows: number;
  /** Their mean loss. */
  readonly loss: number;
  /** Rows in the memory now, and its capacity; both only needed by the trigger `memory`. */
  readonly memorySize?: number;
  readonly memoryCapacity?: number;
};

/** The whole state of a scheduler. */
export type ConsolidationSchedulerState = StateHeader<'consolidation-scheduler'> & {
  readonly examples: number;
  readonly batches: number;
  readonly lastExamples: number;
  readonly lastBatches: number;
  readonly lastLoss: number;
  readonly fired: number;
  readonly due: boolean;
  readonly smoothed: SmoothedLossState;
};

const FORMAT = new StateFormat('consolidation-scheduler', 1, LearnerError);

const OPTION_NAMES: OptionNames<ConsolidationSchedulerOptions> = {
  horizon: true,
  maxInterval: true,
  minInterval: true,
  trigger: true,
};

const TRIGGER_NAMES = {
  examples: { when: true, every: true },
  batches: { when: true, every: true },
  memory: { when: true, percent: true },
  loss: { when: true, below: true, drop: true },
  manual: { when: true },
} as const;

/**
 * Says when to consolidate. It only says so: the caller consolidates and then calls `done()`, which is also how a
 * consolidation by hand is made known. Once due it stays due until then.
 *
 * @example
 * ```ts
 * const scheduler = new ConsolidationScheduler({ trigger: { when: 'examples', every: 1000 }, minInterval: 500 });
 * if (scheduler.update({ rows: 16, loss: 0.3 })) {
 *   learner.consolidate();
 *   scheduler.done();
 * }
 * ```
 */
export class ConsolidationScheduler {
  readonly #trigger: ConsolidationTrigger;
  readonly #minInterval: number;
  readonly #maxInterval: number;
  readonly #horizon: number;
  #smoothed: SmoothedLoss;
  #examples = 0;
  #batches = 0;
  #lastExamples = 0;
  #lastBatches = 0;
  #lastLoss = Number.POSITIVE_INFINITY;
  #fired = 0;
  #due = false;

  /** @throws LearnerError `OPTION` if a number is out of its range, an option unknown, or `minInterval` is over `maxInterval`. */
  constructor(options: ConsolidationSchedulerOptions) {
    check.names('ConsolidationScheduler', options, OPTION_NAMES);
    const { trigger, minInterval = 0, maxInterval = Number.POSITIVE_INFINITY, horizon = 500 } = options;
    checkTrigger(trigger);
    check.number('minInterval', minInterval, { min: 0 });
    check.number('maxInterval', maxInterval, { min: Math.max(1, minInterval) });
    this.#trigger = trigger;
    this.#minInterval = minInterval;
    this.#maxInterval = maxInterval;
    this.#horizon = horizon;
    this.#smoothed = new SmoothedLoss(horizon);
  }

  /** Restores a scheduler from its `state()`. @throws LearnerError `STATE`, and `OPTION` as the constructor. */
  static from(
    state: ConsolidationSchedulerState,
    options: ConsolidationSchedulerOptions,
  ): ConsolidationScheduler {
    const reader = FORMAT.read(state);
    const scheduler = new ConsolidationScheduler(options);
    scheduler.#examples = reader.number('examples', 0);
    scheduler.#batches = reader.count('batches');
    scheduler.#lastExamples = reader.number('lastExamples', 0);
    scheduler.#lastBatches = reader.count('lastBatches');
    scheduler.#lastLoss = reader.anyNumber('lastLoss');
    scheduler.#fired = reader.count('fired');
    scheduler.#due = reader.flag('due');
    scheduler.#smoothed = reader.restore('smoothed', (part) => SmoothedLoss.from(part, scheduler.#horizon));
    return scheduler;
  }

  /** Whether a consolidation is due. */
  get due(): boolean {
    return this.#due;
  }

  /** How many consolidations there were, those by hand included. */
  get count(): number {
    return this.#fired;
  }

  /** Takes in one batch; returns whether a consolidation is due now. */
  update(batch: ConsolidationObservation): boolean {
    this.#examples += batch.rows;
    this.#batches += 1;
    if (batch.rows > 0) this.#smoothed.update(batch.loss, batch.rows);
    const since = this.#examples - this.#lastExamples;
    if (this.#trigger.when === 'manual' || since < this.#minInterval) return this.#due;
    if (since >= this.#maxInterval || this.#triggered(batch, since)) this.#due = true;
    return this.#due;
  }

  /** Makes known that a consolidation has taken place, by schedule or by hand. */
  done(): void {
    this.#lastExamples = this.#examples;
    this.#lastBatches = this.#batches;
    if (!Number.isNaN(this.#smoothed.value)) this.#lastLoss = this.#smoothed.value;
    this.#fired += 1;
    this.#due = false;
  }

  /** Returns the whole state. */
  state(): ConsolidationSchedulerState {
    return {
      ...FORMAT.header,
      examples: this.#examples,
      batches: this.#batches,
      lastExamples: this.#lastExamples,
      lastBatches: this.#lastBatches,
      lastLoss: this.#lastLoss,
      fired: this.#fired,
      due: this.#due,
      smoothed: this.#smoothed.state(),
    };
  }

  #triggered({ memorySize = 0, memoryCapacity = 0 }: ConsolidationObservation, since: number): boolean {
    const trigger = this.#trigger;
    switch (trigger.when) {
      case 'examples':
        return Math.floor(this.#examples / trigger.every) > Math.floor(this.#lastExamples / trigger.every);
      case 'batches':
        return Math.floor(this.#batches / trigger.every) > Math.floor(this.#lastBatches / trigger.every);
      case 'memory': {
        const wanted = (memoryCapacity * trigger.percent) / 100;
        // A memory that is full stays full: without the turnover it would be due at every batch from then on.
        return memoryCapacity > 0 && memorySize >= wanted && since >= wanted;
      }
      case 'loss': {
        const loss = this.#smoothed.value;
        return loss < trigger.below && loss <= this.#lastLoss * (1 - (trigger.drop ?? 0.1));
      }
      case 'manual':
        return false;
    }
  }
}

function checkTrigger(trigger: ConsolidationTrigger): void {
  check.oneOf('the trigger', trigger?.when, Object.keys(TRIGGER_NAMES));
  check.names('the trigger', trigger, TRIGGER_NAMES[trigger.when]);
  if (trigger.when === 'examples' || trigger.when === 'batches')
    check.number('every', trigger.every, { min: 1 });
  if (trigger.when === 'memory') check.number('percent', trigger.percent, { above: 0, max: 100 });
  if (trigger.when === 'loss') {
    check.number('below', trigger.below, { above: 0 });
    check.number('drop', trigger.drop ?? 0.1, { min: 0, max: 1 });
  }
}
