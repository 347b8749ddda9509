import type { StateTree } from '@graph/core';
import { check, checkCapacity } from '../check.js';
import type { ProducerPort } from '../producer/producer-port.js';
import { Producers } from '../producer/producers.js';
import { checkCount, checkRows, checkUpdate } from '../records/check-rows.js';
import type { BatchColumns, Columns } from '../records/columns.js';
import { schemaOf } from '../records/record-layout.js';
import { createReplayBatch, type ReplayBatch } from '../records/replay-batch.js';
import type { ArrayOfDtype, Schema } from '../records/schema.js';
import type { ReplayState } from '../state/replay-state.js';
import type { RestoreOptions } from '../state/restore-options.js';
import { restoredParts } from '../state/restored-parts.js';
import { checkOverride } from '../strategies/check-override.js';
import { checkStrategy, powersOf } from '../strategies/check-strategy.js';
import type { Strategy } from '../strategies/strategy.js';
import { ADD_NAMES, type AddOptions } from './add-options.js';
import type { MemoryParts } from './memory-parts.js';
import { ReadableMemory } from './readable-memory.js';
import { removeRows } from './remove-rows.js';
import { replaceField } from './replace-field.js';
import { partsOf, type ReplayOptions } from './replay-options.js';
import { resizedCore } from './resized-core.js';
import { widenedCore } from './widened-core.js';

const NO_OPTIONS: AddOptions = {};
/** Rows that are received in one go. */
const RECEIVED = 256;

/**
 * A bounded memory of past rows, and the rows of it to rehearse.
 *
 * @example
 * ```ts
 * const memory = new ReplayMemory({ schema, capacity: 10_000, seed: 42 });
 * const batch = memory.createBatch(32);
 * memory.add(rows); // copies them
 * memory.sample(batch, 32); // refills the batch
 * memory.updatePriorities(batch.ids, losses, batch.size);
 * ```
 */
export class ReplayMemory<const S extends Schema> extends ReadableMemory<S> {
  readonly #producers: Producers = new Producers();
  #schema: S;
  /** Room for rows that come from a producer. */
  #received: ReplayBatch<S> | undefined;

  /** @throws ReplayError `SCHEMA`, `OPTION` or `STRATEGY` if the schema, an option or the strategy is wrong. */
  constructor(options: ReplayOptions<S>);
  constructor(options: ReplayOptions<S>, parts: MemoryParts = partsOf(options)) {
    super(parts);
    this.#schema = options.schema;
  }

  /**
   * Restores a memory from its `state()`; it then draws what the original would have drawn. What `options` names wins over
   * what was saved. O(capacity).
   *
   * @throws ReplayError `STATE` if it is not the state of such a memory, or its schema is not the one wanted; `OPTION` or
   *   `STRATEGY` if an option is wrong.
   */
  static from<const S extends Schema>(
    state: ReplayState | StateTree,
    options: RestoreOptions<S> = {},
  ): ReplayMemory<S> {
    const parts = restoredParts(state, options);
    const schema = options.schema ?? schemaOf(parts.core.layout);
    return Reflect.construct(ReplayMemory, [{ schema }, parts]);
  }

  /** The fields of a row, as they are now: see {@link widen}. */
  get schema(): S {
    return this.#schema;
  }

  /**
   * Allocates a batch for `sample`.
   *
   * @param capacity - rows that it has room for, 1 to 2^31 - 1 (both inclusive).
   * @throws ReplayError `BATCH` if it is another number.
   */
  createBatch(capacity: number): ReplayBatch<S> {
    const batch = createReplayBatch<S>(this.parts.core.layout, capacity);
    this.parts.core.views.fix(batch);
    return batch;
  }

  /**
   * Draws by another strategy from now on, e.g. the same one with other shares or another half-life. O(1), but
   * O(capacity) where alpha changes, since all weights do.
   *
   * @throws ReplayError `OPTION` or `STRATEGY` if it is wrong or does not fit the schema.
   */
  setStrategy(strategy: Strategy): void {
    const checked = checkStrategy(strategy, this.#schema);
    const powers = powersOf(checked);
    if (powers !== undefined) this.parts.core.priorities.setPowers(powers.alpha, powers.epsilon);
    this.parts.strategy = checked;
  }

  /**
   * Remembers rows; they are copied. O(1) a row under `fifo` and `reservoir`.
   *
   * @param columns - rows from `options.from` (inclusive, default 0) to `columns.size` (exclusive) are added, in order. Each
   *   column may be a plain typed array or an NdArray; columns that the schema does not name are not read.
   * @throws ReplayError `SHAPE` or `PRIORITY` if a column or a priority is wrong, `OPTION` if an option is unknown; the memory
   *   is then unchanged.
   */
  add(columns: { readonly size: number } & BatchColumns<S>, options?: AddOptions): void;
  add(columns: Columns<S>, options?: AddOptions): void;
  add(columns: { readonly size: number }, options: AddOptions = NO_OPTIONS): void {
    if (options !== NO_OPTIONS) check.names('ReplayMemory.add', options, ADD_NAMES);
    const { from = 0, priorities } = options;
    const { size } = columns;
    const views = this.parts.core.views.of(columns);
    checkRows(this.parts.core.layout, views, from, size, priorities);
    const initial =
      priorities === undefined ? this.parts.core.priorities.initialWeight(this.parts.newPriority) : 0;
    const largest = priorities === undefined && this.parts.newPriority === 'max' ? initial : Number.NaN;
    this.parts.core.adder.add(views, from, size, initial, largest, priorities);
  }

  /**
   * Refills `batch` with up to `count` rows: `min(count, rows that the strategy may draw)`. Allocates nothing. O(count), O(count ·
   * log capacity) for prioritized draws.
   *
   * @param strategy - another strategy for this batch only, e.g. `balanced` for a consolidation.
   * @returns the rows drawn.
   * @throws ReplayError `BATCH` if the batch has no room for `count` rows; `SHAPE` if it is not of this schema; `OPTION` or
   *   `STRATEGY` if the strategy is wrong.
   */
  sample(batch: ReplayBatch<S>, count: number, strategy?: Strategy): number {
    checkCount(count, batch.ids.length);
    if (strategy !== undefined) checkOverride(this.parts.core, strategy, this.#schema);
    const rule = strategy ?? this.parts.strategy;
    const views = this.parts.core.views.of(batch);
    const rows = Math.min(count, this.parts.core.sampler.available(rule));
    batch.size = rows;
    if (rows === 0) return 0;
    this.parts.core.sampler.fill(rule, rows, this.parts.draws, batch);
    this.parts.draws += 1;
    this.parts.core.kernel.read(views, rows);
    return rows;
  }

  /**
   * Gives rows new priorities. Rows that have left are ignored and counted; of one id twice the last wins.
   * O(count · log capacity).
   *
   * @param ids - `[≥ count]` as in a batch.
   * @param priorities - `[≥ count]` finite, ≥ 0, e.g. losses; alpha is applied here and nowhere else.
   * @throws ReplayError `SHAPE` or `PRIORITY` if the count or a priority is wrong; the memory is then unchanged.
   */
  updatePriorities(ids: Float64Array, priorities: Float32Array, count: number = ids.length): void {
    checkUpdate(ids, priorities, count);
    this.parts.staleUpdates += this.parts.core.updatePriorities(ids, priorities, count);
  }

  /**
   * Forgets rows at once, whatever the policy. O(rows) under `fifo` (all close up, and ids are stored from then on, 8
   * bytes a row), O(log capacity) a row elsewhere.
   *
   * @param ids - of rows; those that are not in the memory are ignored.
   * @returns how many rows were removed.
   */
  remove(ids: Iterable<number>): number {
    return removeRows(this.parts.core, ids);
  }

  /**
   * Changes the capacity. Where fewer rows fit, rows leave as the policy says: the oldest, random ones, those of the
   * lowest priority, random ones of the most frequent value. O(capacity), with both storages there for the moment.
   *
   * @throws ReplayError `OPTION` if it is not a whole number from 1 to 2^31 - 1, or too large to be allocated.
   */
  resize(capacity: number): void {
    checkCapacity(capacity);
    this.parts.core = resizedCore(this.parts.core, capacity);
  }

  /**
   * Makes fields of shape `[n]` wider in place, e.g. for a column or a class that is new. Ids, priorities, strategy, counts
   * and coming draws are as if nothing had happened; batches made before are refused (`SHAPE`). O(capacity), with both
   * storages there for the moment.
   *
   * @param widths - the new width of each field that becomes wider.
   * @param fill - what remembered rows get in the new places of a field, e.g. NaN; default 0.
   * @throws ReplayError `OPTION` if a field is unknown or not of shape `[n]`, a width is narrower than it was, a fill is not a
   *   number of the field's dtype, or producers are open (their rows are of the old width); the memory is then unchanged.
   */
  widen(
    widths: { readonly [Name in keyof S]?: number },
    fill: { readonly [Name in keyof S]?: number } = {},
  ): void {
    if (!this.#producers.isEmpty)
      throw check.error(
        'this memory has open producers, whose rows have the old width: it cannot be widened',
      );
    const widened = widenedCore(this.parts.core, widths, fill);
    if (widened === this.parts.core) return;
    this.parts.core = widened;
    this.#received = undefined;
    this.#schema = schemaOf(widened.layout) as S;
  }

  /**
   * Rewrites one field of every remembered row in place, e.g. where labels are numbered anew. All else is as it was; where rows
   * are grouped by the field (`balanced`, `balancedReservoir`, `balancedFifo`), they are grouped anew. O(rows).
   *
   * @param update - called for each row with its id and its values (of length 1 for shape `[]`), to be overwritten; valid
   *   during the call. If it throws, the rows before are rewritten.
   * @returns how many rows are not as they were.
   * @throws ReplayError `OPTION` if there is no such field.
   */
  replaceField<Name extends keyof S & string>(
    field: Name,
    update: (id: number, values: ArrayOfDtype[S[Name]['dtype']]) => void,
  ): number {
    check.oneOf('the field to replace', field, Object.keys(this.#schema));
    return replaceField(this.parts.core, field, update as Parameters<typeof replaceField>[2]);
  }

  /**
   * Opens a ring through which another thread can put rows into this memory, and returns what that thread needs: send
   * it by `postMessage` and make a `ReplayProducer` of it. Rows wait in the ring until `receive`.
   *
   * @param rows - that may wait, 1 to 2^24 (both inclusive); rounded up to a power of two.
   * @throws ReplayError `OPTION` if it is another number.
   */
  openProducer(rows: number): ProducerPort {
    return this.#producers.open(this.parts.core.layout, rows);
  }

  /**
   * Remembers the rows that wait in the producers' rings, ring by ring in the order in which they were opened. Rows
   * that still wait are not part of `state()`: a run that is to be repeated calls this at fixed points.
   *
   * @param limit - rows of each ring at most; default all that wait.
   * @returns the rows received.
   */
  receive(limit: number = Number.POSITIVE_INFINITY): number {
    this.#received ??= this.createBatch(RECEIVED);
    const batch = this.#received;
    return this.#producers.receive(limit, this.parts.core.views.of(batch), RECEIVED, (rows) => {
      batch.size = rows;
      this.add(batch);
    });
  }
}
