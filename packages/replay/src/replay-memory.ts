import { Random } from '@graph/random';
import { addRows } from './add-rows.js';
import { checkCapacity } from './check-capacity.js';
import { checkOverride } from './check-override.js';
import { checkRows } from './check-rows.js';
import { checkStrategy, powersOf, scalars } from './check-strategy.js';
import { ColumnViews } from './column-views.js';
import type { Columns } from './columns.js';
import { ReplayError } from './errors.js';
import type { Eviction } from './eviction/eviction.js';
import { fifo } from './eviction/fifo.js';
import { type InspectedRow, inspectSlot } from './inspect.js';
import { MemoryCore } from './memory-core.js';
import { coreFromState, type Difference, differencesFrom, stateOfCore } from './memory-state.js';
import { checkPriorities } from './priorities.js';
import type { ProducerPort } from './producer-port.js';
import { ProducerRing } from './producer-ring.js';
import { recordLayout } from './record-layout.js';
import { removeRows } from './remove-rows.js';
import { createReplayBatch, type ReplayBatch } from './replay-batch.js';
import type { ReplayOptions, ReplayState, RestoreOptions } from './replay-options.js';
import { resizedCore } from './resized-core.js';
import { Sampler } from './sampler.js';
import type { Schema } from './schema.js';
import { type ReplayStatistics, statisticsOf } from './statistics.js';
import { mixed } from './strategies/mixed.js';
import { prioritized } from './strategies/prioritized.js';
import type { Strategy } from './strategies/strategy.js';
import { topSlots } from './top-slots.js';

const NO_OPTIONS = {};
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
export class ReplayMemory<const S extends Schema> {
  readonly schema: S;
  readonly #views: ColumnViews;
  #core: MemoryCore;
  #sampler: Sampler;
  #strategy: Strategy;
  #newPriority: 'max' | number;
  #draws = 0;
  #staleUpdates = 0;
  #differences: readonly Difference[] = [];
  readonly #rings: ProducerRing[] = [];
  /** Room for rows on their way from a ring. */
  #received: ReplayBatch<S> | undefined;
  /** Room for one row, made when someone looks inside. */
  #single: ReplayBatch<S> | undefined;

  /**
   * @throws ReplayError `SCHEMA`, `OPTIONS` or `STRATEGY` if the schema, an option or the strategy is wrong.
   */
  constructor(options: ReplayOptions<S>);
  constructor(options: ReplayOptions<S>, core?: MemoryCore) {
    const { schema, capacity, seed, strategy = mixed(), eviction = fifo(), newPriority = 'max' } = options;
    checkCapacity(capacity);
    if (newPriority !== 'max' && !(newPriority >= 0 && newPriority <= 2 ** 100))
      throw new ReplayError(
        'OPTIONS',
        `newPriority is ${newPriority}, wanted 'max' or a number from 0 to 2^100`,
      );
    const layout = recordLayout(schema);
    const checked = checkStrategy(strategy, schema);
    const powers = powersOf(checked);
    this.schema = schema;
    this.#views = new ColumnViews(layout);
    this.#strategy = checked;
    this.#newPriority = newPriority;
    if (core === undefined) {
      const { kernel = 'auto', shared = false } = options;
      const random = Random.fromSeed(seed, 'replay').state();
      const { alpha, epsilon } = powers ?? prioritized();
      core = new MemoryCore({
        layout,
        capacity,
        eviction,
        random,
        alpha,
        epsilon,
        policy: null,
        kernel,
        shared,
      });
    } else if (powers !== undefined) core.priorities.setPowers(powers.alpha, powers.epsilon);
    this.#core = core;
    this.#sampler = new Sampler(core);
  }

  /**
   * Puts a memory back as `state()` gave it; it then draws what the original would have drawn. What `options` names
   * wins over what was saved.
   *
   * @throws ReplayError `STATE` if it is not the state of such a memory, or its schema is not the one wanted.
   */
  static from<const S extends Schema>(state: ReplayState, options: RestoreOptions<S> = {}): ReplayMemory<S> {
    const core = coreFromState(state, options);
    const schema = (options.schema ?? state.schema) as S;
    const { strategy = state.strategy, newPriority = state.newPriority, capacity = state.capacity } = options;
    const restored: ReplayOptions<S> = { schema, capacity: state.capacity, seed: 0, strategy, newPriority };
    const memory: ReplayMemory<S> = Reflect.construct(ReplayMemory, [restored, core]);
    memory.#draws = state.draws;
    memory.#staleUpdates = state.staleUpdates;
    if (capacity !== state.capacity) memory.resize(capacity);
    memory.#differences = differencesFrom(state, options);
    return memory;
  }

  /** Where this memory was put back with other options than were saved, both values: the caller's were taken. */
  get differences(): readonly Difference[] {
    return this.#differences;
  }

  /** Rows in the memory. */
  get size(): number {
    return this.#core.order.size;
  }

  /** Rows that it can hold. */
  get capacity(): number {
    return this.#core.capacity;
  }

  /** Rows ever added; the id of the next one. */
  get added(): number {
    return this.#core.order.nextId;
  }

  /** How rows are drawn. */
  get strategy(): Strategy {
    return this.#strategy;
  }

  /** Which row leaves. */
  get eviction(): Eviction {
    return this.#core.options.eviction;
  }

  /** Which kernel runs it, `'webassembly'` or `'javascript'`: both give the same bits. */
  get kernel(): string {
    return this.#core.kernel.name;
  }

  /** Allocates a batch for `sample` with room for `capacity` rows. */
  createBatch(capacity: number): ReplayBatch<S> {
    const batch = createReplayBatch<S>(this.#core.layout, capacity);
    this.#views.fix(batch);
    return batch;
  }

  /**
   * Draws by another strategy from now on, e.g. the same one with other shares or another half-life. O(1), but
   * O(capacity) where alpha changes, since all weights do.
   *
   * @throws ReplayError `STRATEGY` if it is wrong or does not fit the schema.
   */
  setStrategy(strategy: Strategy): void {
    const checked = checkStrategy(strategy, this.schema);
    const powers = powersOf(checked);
    if (powers !== undefined) this.#core.priorities.setPowers(powers.alpha, powers.epsilon);
    this.#strategy = checked;
  }

  /**
   * Remembers rows; they are copied. O(1) a row under `fifo` and `reservoir`.
   *
   * @param columns - rows from `options.from` (inclusive, default 0) to `columns.size` (exclusive) are added, in order.
   * @param options.priorities - `[columns.size]` finite, ≥ 0; without it the rows get the memory's `newPriority`.
   * @throws ReplayError `SHAPE` or `PRIORITY` if a column or a priority is wrong; the memory is then unchanged.
   */
  add(
    columns: Columns<S>,
    options: { readonly from?: number; readonly priorities?: Float32Array } = NO_OPTIONS,
  ): void {
    const { from = 0, priorities } = options;
    const { size } = columns;
    const views = this.#views.of(columns);
    checkRows(this.#core.layout, views, from, size, priorities);
    const initial = priorities === undefined ? this.#core.priorities.initialWeight(this.#newPriority) : 0;
    const largest = priorities === undefined && this.#newPriority === 'max' ? initial : Number.NaN;
    addRows(this.#core, views, from, size, initial, largest, priorities);
  }

  /**
   * Opens a ring through which another thread can put rows into this memory, and returns what that thread needs: send
   * it by `postMessage` and make a `ReplayProducer` of it. Rows wait in the ring until `receive`.
   *
   * @param rows - that may wait, 1 to 2^24 (both inclusive); rounded up to a power of two.
   * @throws ReplayError `OPTIONS` if it is another number.
   */
  openProducer(rows: number): ProducerPort {
    const ring = new ProducerRing(this.schema, this.#core.layout, rows);
    this.#rings.push(ring);
    this.#received ??= this.createBatch(RECEIVED);
    return ring.port;
  }

  /**
   * Remembers the rows that wait in the producers' rings, ring by ring in the order in which they were opened. Rows
   * that still wait are not part of `state()`: a run that is to be repeated calls this at fixed points.
   *
   * @param limit - rows of each ring at most; default all that wait.
   * @returns the rows received.
   */
  receive(limit: number = Number.POSITIVE_INFINITY): number {
    let received = 0;
    for (let at = 0; at < this.#rings.length; at += 1) {
      const ring = this.#rings[at]!;
      const batch = this.#received!;
      const wanted = Math.min(limit, ring.waiting);
      for (let taken = 0; taken < wanted; ) {
        batch.size = ring.take(this.#views.of(batch), Math.min(RECEIVED, wanted - taken));
        this.add(batch as Columns<S>);
        taken += batch.size;
        received += batch.size;
      }
    }
    return received;
  }

  /**
   * Refills `batch` with up to `count` rows: `min(count, rows in the memory)`. Allocates nothing. O(count), O(count ·
   * log capacity) for prioritized draws.
   *
   * @param strategy - another strategy for this batch only, e.g. `balanced` for a consolidation.
   * @returns the rows drawn.
   * @throws ReplayError `BATCH` if the batch has no room for `count` rows; `SHAPE` if it is not of this schema.
   */
  sample(batch: ReplayBatch<S>, count: number, strategy?: Strategy): number {
    if (!(Number.isInteger(count) && count >= 0 && count <= batch.ids.length))
      throw new ReplayError(
        'BATCH',
        `count is ${count}, wanted a whole number from 0 to ${batch.ids.length}, the batch's capacity`,
      );
    if (strategy !== undefined) checkOverride(this.#core, strategy, this.schema);
    const rule = strategy ?? this.#strategy;
    const views = this.#views.of(batch);
    const { kernel, order, priorities } = this.#core;
    const rows = Math.min(count, order.size);
    batch.size = rows;
    if (rows === 0) return 0;
    priorities.flush();
    this.#sampler.draw(rule, rows, batch.strategies);
    this.#sampler.weigh(rule, rows, this.#draws, batch.probabilities, batch.weights);
    this.#draws += 1;
    order.readIds(kernel.slots, rows, batch.ids);
    kernel.read(views, rows);
    return rows;
  }

  /**
   * Gives rows new priorities. Rows that have left are ignored and counted; of one id twice the last wins.
   * O(count · log capacity).
   *
   * @param ids - `[≥ count]` as in a batch.
   * @param priorities - `[≥ count]` finite, ≥ 0, e.g. losses; alpha is applied here and nowhere else.
   * @throws ReplayError `PRIORITY` if one of them is wrong; the memory is then unchanged.
   */
  updatePriorities(ids: Float64Array, priorities: Float32Array, count: number = ids.length): void {
    if (!(Number.isInteger(count) && count >= 0 && count <= ids.length && count <= priorities.length))
      throw new ReplayError(
        'SHAPE',
        `count is ${count}, wanted a whole number up to ${Math.min(ids.length, priorities.length)}, the length of ids and priorities`,
      );
    checkPriorities(priorities, 0, count);
    const { kernel, order, policy, priorities: powers } = this.#core;
    powers.flush();
    const fresh = kernel.weightsOf(priorities, count, powers.alpha, powers.epsilon);
    const slots = kernel.changedSlots(count);
    const { weights } = kernel.tree;
    order.findSlots(ids, count, slots);
    let used = 0;
    for (let at = 0; at < count; at += 1) {
      const slot = slots[at]!;
      if (slot < 0) continue;
      weights[slot] = fresh[at]!;
      slots[used++] = slot;
    }
    this.#staleUpdates += count - used;
    kernel.update(slots, used);
    policy?.changed(slots, 0, used);
  }

  /**
   * Forgets rows at once, whatever the policy. O(rows) under `fifo` (all close up, and ids are stored from then on, 8
   * bytes a row), O(log capacity) a row elsewhere.
   *
   * @param ids - of rows; those that are not in the memory are ignored.
   * @returns how many rows were removed.
   */
  remove(ids: Iterable<number>): number {
    return removeRows(this.#core, ids);
  }

  /**
   * Changes the capacity. Where fewer rows fit, rows leave as the policy says: the oldest, random ones, those of the
   * lowest priority, random ones of the most frequent value. O(capacity), with both memories there for the moment.
   *
   * @throws ReplayError `OPTIONS` if the capacity is none.
   */
  resize(capacity: number): void {
    checkCapacity(capacity);
    this.#core = resizedCore(this.#core, capacity);
    this.#sampler = new Sampler(this.#core);
  }

  /** Copies the row `id` and what is known of it, or returns undefined if it is not here. O(1) to O(log rows). */
  inspect(id: number): InspectedRow<S> | undefined {
    const slot = this.#core.order.slotOf(id);
    if (slot < 0) return undefined;
    this.#core.priorities.flush();
    this.#single ??= this.createBatch(1);
    const probability = this.#sampler.probability(this.#strategy, slot);
    return inspectSlot(this.#core, slot, probability, this.#single, this.#views.of(this.#single));
  }

  /** Copies row by row what is in the memory, by ascending id. O(1) a row under `fifo`; the ids are sorted elsewhere. */
  *[Symbol.iterator](): Generator<InspectedRow<S>, void, undefined> {
    for (const id of this.ids()) {
      const row = this.inspect(id);
      if (row !== undefined) yield row;
    }
  }

  /** Returns the ids of all rows, ascending. */
  ids(): Float64Array {
    const ids = new Float64Array(this.size);
    for (let slot = 0; slot < ids.length; slot += 1) ids[slot] = this.#core.order.idAt(slot);
    return ids.sort();
  }

  /** Returns the ids of the `count` rows of the highest priority, the highest first. O(rows / 8 + count · log count). */
  top(count: number): Float64Array {
    if (!(Number.isInteger(count) && count >= 0))
      throw new ReplayError('BATCH', `top is asked for ${count} rows, wanted a whole number ≥ 0`);
    this.#core.priorities.flush();
    return Float64Array.from(topSlots(this.#core, count), (slot) => this.#core.order.idAt(slot));
  }

  /**
   * Counts what is there and what became of it. O(rows).
   *
   * @param by - names of fields of shape `[]` (domains, classes) whose values are counted too.
   * @throws ReplayError `SCHEMA` if one of them is none.
   */
  statistics(by: readonly (keyof S & string)[] = []): ReplayStatistics {
    for (const field of by)
      if (this.schema[field]?.shape.length !== 0)
        throw new ReplayError(
          'SCHEMA',
          `statistics by "${field}", wanted a field of shape []: ${scalars(this.schema)}`,
        );
    this.#core.priorities.flush();
    return statisticsOf(this.#core, { draws: this.#draws, staleUpdates: this.#staleUpdates }, by);
  }

  /**
   * Returns which bytes of the arrays `records` and `ids` of `state()` may have changed since the last call (all of them
   * at the first), and starts anew: for a checkpoint store that would otherwise have to look at every byte.
   * O(capacity / 64 KiB).
   *
   * @returns by the array's name, ranges `[from, to)` of bytes, in order.
   */
  takeChanges(): { readonly [array: string]: readonly (readonly [from: number, to: number])[] } {
    const core = this.#core;
    const records = core.changed.take(this.size * core.layout.stride);
    const ids = core.changedIds.take(this.size * Float64Array.BYTES_PER_ELEMENT);
    return core.order.ids === undefined ? { records } : { records, ids };
  }

  /**
   * Returns everything that changes, as plain data. Arrays are views, valid until the next change: `records`,
   * `weights` and `timesDrawn` (and `ids` unless rows leave in order) hold the rows in use and change only where rows
   * do, never by moving them.
   */
  state(): ReplayState {
    const schema = Object.entries(this.schema).map(([name, { dtype, shape }]) => [
      name,
      { dtype, shape: [...shape] },
    ]);
    return {
      format: 'graph-replay-1',
      schema: Object.fromEntries(schema),
      strategy: this.#strategy,
      newPriority: this.#newPriority,
      draws: this.#draws,
      staleUpdates: this.#staleUpdates,
      ...stateOfCore(this.#core),
    };
  }
}
