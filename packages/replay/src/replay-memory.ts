import { Random } from '@graph/random';
import { allocateSeparately } from './allocate.js';
import { checkStrategy } from './check-strategy.js';
import { type ColumnView, columnView } from './column-view.js';
import type { Columns } from './columns.js';
import { ReplayError } from './errors.js';
import type { Eviction } from './eviction/eviction.js';
import { fifo } from './eviction/fifo.js';
import { power } from './power.js';
import { type RecordLayout, recordLayout } from './record-layout.js';
import { RecordStore } from './record-store.js';
import { createReplayBatch, type ReplayBatch } from './replay-batch.js';
import type { ReplayOptions, ReplayState, RestoreOptions } from './replay-options.js';
import { RowOrder } from './row-order.js';
import { Sampler } from './sampler.js';
import type { Schema } from './schema.js';
import { SlotGroups } from './slot-groups.js';
import { mixed } from './strategies/mixed.js';
import type { Prioritized, Strategy } from './strategies/strategy.js';
import { SumTree } from './sum-tree.js';

/** Rows that are placed and copied in one go. */
const CHUNK = 256;

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
  readonly capacity: number;
  readonly #layout: RecordLayout;
  readonly #eviction: Eviction;
  readonly #newPriority: 'max' | number;
  readonly #records: RecordStore;
  readonly #tree: SumTree;
  readonly #timesDrawn: Uint16Array;
  readonly #order: RowOrder;
  readonly #groups: Map<string, SlotGroups> = new Map();
  readonly #random: Random;
  readonly #sampler: Sampler;
  readonly #columns: WeakMap<object, readonly ColumnView[]> = new WeakMap();
  readonly #rows: Int32Array = new Int32Array(CHUNK);
  #slots: Int32Array = new Int32Array(CHUNK);
  #strategy!: Strategy;
  #alpha = 0.6;
  #epsilon = 1e-6;
  /** Rows added to the ring whose weights the tree has not yet been told of. */
  #pending = 0;
  #draws = 0;
  #staleUpdates = 0;

  /**
   * @throws ReplayError `SCHEMA`, `OPTIONS` or `STRATEGY` if the schema, an option or the strategy is wrong.
   */
  constructor(options: ReplayOptions<S>, random?: Random) {
    const { schema, capacity, seed, strategy = mixed(), eviction = fifo(), newPriority = 'max' } = options;
    if (!(Number.isSafeInteger(capacity) && capacity >= 1 && capacity < 2 ** 31))
      throw new ReplayError(
        'OPTIONS',
        `the capacity is ${capacity}, wanted a whole number of rows from 1 to 2^31 - 1`,
      );
    if (newPriority !== 'max' && !isPriority(newPriority))
      throw new ReplayError('OPTIONS', `newPriority is ${newPriority}, wanted 'max' or a finite number ≥ 0`);
    this.#layout = recordLayout(schema);
    this.schema = schema;
    this.capacity = capacity;
    this.#eviction = eviction;
    this.#newPriority = newPriority;
    this.#random = random ?? Random.fromSeed(seed, 'replay');
    this.#records = new RecordStore(this.#layout, capacity, allocateSeparately);
    this.#tree = new SumTree(capacity, allocateSeparately);
    this.#timesDrawn = new Uint16Array(capacity);
    this.#order = new RowOrder(capacity, eviction.kind === 'fifo');
    this.#sampler = new Sampler({
      order: this.#order,
      tree: this.#tree,
      random: this.#random,
      groups: (field) => this.#groupsBy(field),
    });
    const checked = checkStrategy(strategy, schema);
    this.#takePowers(checked);
    this.#strategy = checked;
  }

  /**
   * Puts a memory back as `state()` gave it; it then draws what the original would have drawn. What `options` names
   * wins over what was saved.
   *
   * @throws ReplayError `STATE` if it is not the state of such a memory, or its schema is not the one wanted.
   */
  static from<const S extends Schema>(state: ReplayState, options: RestoreOptions<S> = {}): ReplayMemory<S> {
    if (state?.format !== 'graph-replay-1')
      throw new ReplayError('STATE', `the state has format ${String(state?.format)}, wanted graph-replay-1`);
    const schema = (options.schema ?? state.schema) as S;
    if (JSON.stringify(schema) !== JSON.stringify(state.schema))
      throw new ReplayError(
        'STATE',
        `the saved rows have the schema ${JSON.stringify(state.schema)}, wanted ${JSON.stringify(schema)}`,
      );
    const memory = new ReplayMemory<S>(
      {
        schema,
        capacity: state.capacity,
        seed: 0,
        strategy: options.strategy ?? state.strategy,
        eviction: state.eviction,
        newPriority: options.newPriority ?? state.newPriority,
      },
      Random.from(state.random),
    );
    memory.#restore(state);
    return memory;
  }

  /** Rows in the memory. */
  get size(): number {
    return this.#order.size;
  }

  /** Rows ever added; the id of the next one. */
  get added(): number {
    return this.#order.nextId;
  }

  /** How rows are drawn. */
  get strategy(): Strategy {
    return this.#strategy;
  }

  /** Which row leaves. */
  get eviction(): Eviction {
    return this.#eviction;
  }

  /** Allocates a batch for `sample` with room for `capacity` rows. */
  createBatch(capacity: number): ReplayBatch<S> {
    return createReplayBatch(this.#layout, capacity);
  }

  /**
   * Draws by another strategy from now on, e.g. the same one with other shares or another half-life. O(1), but
   * O(capacity) where alpha changes, since all weights do.
   *
   * @throws ReplayError `STRATEGY` if it is wrong or does not fit the schema.
   */
  setStrategy(strategy: Strategy): void {
    const checked = checkStrategy(strategy, this.schema);
    const alpha = this.#alpha;
    this.#takePowers(checked);
    this.#strategy = checked;
    if (this.#alpha === alpha) return;
    const { weights } = this.#tree;
    if (alpha === 0)
      throw new ReplayError(
        'STRATEGY',
        `alpha was 0, so priorities are not known; it cannot become ${this.#alpha}`,
      );
    const exponent = this.#alpha / alpha;
    for (let slot = 0; slot < this.size; slot += 1) weights[slot] = power(weights[slot]!, exponent);
    this.#tree.rebuild(0, this.capacity);
    this.#pending = 0;
  }

  /**
   * Remembers rows; they are copied.
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
    const views = this.#viewsOf(columns);
    this.#checkRows(views, from, size, priorities);
    const initial = priorities === undefined ? this.#initialWeight() : 0;
    for (let first = from; first < size; first += CHUNK) {
      const count = Math.min(CHUNK, size - first);
      if (this.#order.ring) this.#append(views, first, count, initial, priorities);
      else this.#replace(views, first, count, initial, priorities);
    }
  }

  /**
   * Refills `batch` with up to `count` rows: `min(count, rows in the memory)`. Allocates nothing.
   *
   * @param strategy - another strategy for this batch only, e.g. `balanced` for a consolidation.
   * @returns the rows drawn.
   * @throws ReplayError `BATCH` if the batch has no room for `count` rows, or is not of this schema.
   */
  sample(batch: ReplayBatch<S>, count: number, strategy?: Strategy): number {
    if (!(Number.isInteger(count) && count >= 0 && count <= batch.ids.length))
      throw new ReplayError(
        'BATCH',
        `count is ${count}, wanted a whole number from 0 to ${batch.ids.length}, the batch's capacity`,
      );
    const rule = strategy === undefined ? this.#strategy : this.#override(strategy);
    const views = this.#viewsOf(batch);
    const order = this.#order;
    const rows = Math.min(count, order.size);
    batch.size = rows;
    if (rows === 0) return 0;
    this.#flush();
    const sampler = this.#sampler;
    sampler.draw(rule, rows, batch.strategies);
    const { slots } = sampler;
    if (this.#records.bytes.length > TOUCH_FROM) this.#records.touch(slots, rows);
    sampler.weigh(rule, rows, this.#draws, batch.probabilities, batch.weights);
    this.#draws += 1;
    const { ids } = batch;
    const drawn = this.#timesDrawn;
    for (let at = 0; at < rows; at += 1) {
      const slot = slots[at]!;
      ids[at] = order.idAt(slot);
      // It stays at its largest value: beyond it, more is not news.
      if (drawn[slot]! < 65535) drawn[slot] = drawn[slot]! + 1;
    }
    for (let field = 0; field < views.length; field += 1) this.#records.read(views[field]!, slots, rows);
    return rows;
  }

  /**
   * Gives rows new priorities. Rows that have left are ignored and counted; of one id twice the last wins.
   *
   * @param ids - `[≥ count]` as in a batch.
   * @param priorities - `[≥ count]` finite, ≥ 0, e.g. losses; alpha is applied here and nowhere else.
   * @throws ReplayError `PRIORITY` if one of them is wrong; the memory is then unchanged.
   */
  updatePriorities(ids: Float64Array, priorities: Float32Array, count: number = ids.length): void {
    if (!(count <= ids.length && count <= priorities.length))
      throw new ReplayError(
        'SHAPE',
        `count is ${count}, wanted at most ${Math.min(ids.length, priorities.length)}, the length of ids and priorities`,
      );
    checkPriorities(priorities, 0, count);
    this.#flush();
    if (this.#slots.length < count) this.#slots = new Int32Array(count);
    const slots = this.#slots;
    const { weights } = this.#tree;
    let used = 0;
    for (let at = 0; at < count; at += 1) {
      const slot = this.#order.slotOf(ids[at]!);
      if (slot < 0) {
        this.#staleUpdates += 1;
        continue;
      }
      weights[slot] = this.#weightOf(priorities[at]!);
      slots[used++] = slot;
    }
    this.#tree.update(slots, used);
  }

  /**
   * Returns everything that changes, as plain data. Arrays are views, valid until the next change: `records`,
   * `weights` and `timesDrawn` (and `ids` unless rows leave in order) hold the rows in use and change only where rows
   * do, never by moving them.
   */
  state(): ReplayState {
    this.#flush();
    const { size, cursor, nextId, ids } = this.#order;
    return {
      format: 'graph-replay-1',
      schema: Object.fromEntries(
        Object.entries(this.schema).map(([name, { dtype, shape }]) => [name, { dtype, shape: [...shape] }]),
      ) as never,
      capacity: this.capacity,
      strategy: this.#strategy,
      eviction: this.#eviction,
      newPriority: this.#newPriority,
      alpha: this.#alpha,
      epsilon: this.#epsilon,
      size,
      cursor,
      nextId,
      draws: this.#draws,
      staleUpdates: this.#staleUpdates,
      random: this.#random.state(),
      records: this.#records.bytes.subarray(0, size * this.#layout.stride),
      weights: this.#tree.weights.subarray(0, size),
      timesDrawn: this.#timesDrawn.subarray(0, size),
      ids: ids === undefined ? null : ids.subarray(0, size),
      groups: Object.fromEntries([...this.#groups].map(([field, groups]) => [field, groups.state()])),
    };
  }

  #restore(state: ReplayState): void {
    const { size } = state;
    const order = this.#order;
    if (
      !(size >= 0 && size <= this.capacity && state.cursor >= 0 && state.cursor < this.capacity) ||
      state.records.length !== size * this.#layout.stride ||
      state.weights.length !== size ||
      state.timesDrawn.length !== size ||
      (state.ids === null ? !order.ring : state.ids.length !== size)
    )
      throw new ReplayError(
        'STATE',
        `the state says ${size} rows of ${this.capacity}, and its arrays do not fit that`,
      );
    this.#records.bytes.set(state.records);
    this.#tree.weights.set(state.weights);
    this.#timesDrawn.set(state.timesDrawn);
    order.size = size;
    order.cursor = state.cursor;
    order.nextId = state.nextId;
    if (state.ids !== null) {
      order.ids = new Float64Array(this.capacity);
      order.ids.set(state.ids);
      order.reindex();
    }
    for (const [field, groups] of Object.entries(state.groups))
      this.#groups.set(field, SlotGroups.from(groups, this.capacity));
    this.#draws = state.draws;
    this.#staleUpdates = state.staleUpdates;
    this.#tree.rebuild(0, this.capacity);
    const wanted = this.#strategy;
    this.#alpha = state.alpha;
    this.#epsilon = state.epsilon;
    this.setStrategy(wanted);
  }

  #override(strategy: Strategy): Strategy {
    const parts = strategy.kind === 'mixed' ? strategy.parts.map((part) => part.strategy) : [strategy];
    for (const part of parts) {
      if (part.kind === 'prioritized' && part.alpha !== this.#alpha)
        throw new ReplayError(
          'STRATEGY',
          `the strategy for this batch has alpha ${part.alpha}, this memory's priorities have ${this.#alpha}: call setStrategy`,
        );
      if (part.kind === 'balanced' && !this.#groups.has(part.by)) checkStrategy(strategy, this.schema);
    }
    return strategy;
  }

  #takePowers(strategy: Strategy): void {
    const parts = strategy.kind === 'mixed' ? strategy.parts.map((part) => part.strategy) : [strategy];
    const powers = parts.find((part): part is Prioritized => part.kind === 'prioritized');
    if (powers === undefined) return;
    this.#alpha = powers.alpha;
    this.#epsilon = powers.epsilon;
  }

  /** The weight of a priority: the one place where epsilon and alpha come in. */
  #weightOf(priority: number): number {
    const sum = Math.fround(Math.min(priority + this.#epsilon, LARGEST));
    if (sum === 0) return 0;
    return Math.max(SMALLEST, Math.min(LARGEST, power(sum, this.#alpha)));
  }

  /** The weight of a row never yet rehearsed: as `newPriority`, or the largest of the rows that are here now. */
  #initialWeight(): number {
    if (this.#newPriority !== 'max') return this.#weightOf(this.#newPriority);
    this.#flush();
    return this.#tree.maximum > 0 ? this.#tree.maximum : 1;
  }

  #append(
    views: readonly ColumnView[],
    first: number,
    count: number,
    initial: number,
    priorities: Float32Array | undefined,
  ): void {
    const { weights } = this.#tree;
    const slots = this.#slots;
    const rows = this.#rows;
    for (let at = 0; at < count; at += 1) {
      const slot = this.#order.append();
      slots[at] = slot;
      rows[at] = first + at;
      weights[slot] = priorities === undefined ? initial : this.#weightOf(priorities[first + at]!);
      this.#timesDrawn[slot] = 0;
    }
    this.#pending += count;
    this.#store(views, count);
  }

  #replace(
    views: readonly ColumnView[],
    first: number,
    count: number,
    initial: number,
    priorities: Float32Array | undefined,
  ): void {
    const order = this.#order;
    const { weights } = this.#tree;
    const slots = this.#slots;
    const rows = this.#rows;
    let used = 0;
    for (let at = 0; at < count; at += 1) {
      const slot = order.size < this.capacity ? order.size : this.#draw53(order.nextId + 1);
      if (slot >= this.capacity) {
        order.nextId += 1;
        continue;
      }
      order.place(slot);
      slots[used] = slot;
      rows[used] = first + at;
      used += 1;
      weights[slot] = priorities === undefined ? initial : this.#weightOf(priorities[first + at]!);
      this.#timesDrawn[slot] = 0;
    }
    this.#tree.update(slots, used);
    this.#store(views, used);
    for (const index of this.#sampler.recencies) index.update(slots, used);
  }

  /** Draws below a bound that may be over 2^32. */
  #draw53(bound: number): number {
    if (bound <= 2 ** 32) return this.#random.below(bound);
    const scale = 2 ** 53;
    const limit = scale - (scale % bound);
    for (;;) {
      const value = (this.#random.uint32() >>> 11) * 2 ** 32 + this.#random.uint32();
      if (value < limit) return value % bound;
    }
  }

  /** Copies the rows `#rows[0..count)` into the records `#slots[0..count)` and files them in the groups. */
  #store(views: readonly ColumnView[], count: number): void {
    for (let field = 0; field < views.length; field += 1)
      this.#records.write(views[field]!, this.#rows, this.#slots, count);
    for (const [name, groups] of this.#groups) {
      const view = views[this.#layout.fields.findIndex((field) => field.name === name)]!;
      for (let at = 0; at < count; at += 1)
        groups.set(this.#slots[at]!, view.source[view.start + this.#rows[at]!]!);
    }
  }

  /** Tells the tree of the rows that were appended since it was last needed. */
  #flush(): void {
    if (this.#pending === 0) return;
    const { cursor } = this.#order;
    const from = cursor - this.#pending;
    if (this.#pending >= this.capacity) this.#tree.rebuild(0, this.capacity);
    else {
      this.#tree.rebuild(Math.max(0, from), cursor);
      if (from < 0) this.#tree.rebuild(this.capacity + from, this.capacity);
    }
    this.#pending = 0;
  }

  /** The index of rows by a field's value: built when first needed, O(size), then kept. */
  #groupsBy(field: string): SlotGroups {
    let groups = this.#groups.get(field);
    if (groups === undefined) {
      groups = new SlotGroups(this.capacity);
      const batch = this.createBatch(CHUNK);
      const view = this.#viewsOf(batch)[this.#layout.fields.findIndex(({ name }) => name === field)]!;
      for (let slot = 0; slot < this.size; slot += 1) {
        this.#slots[0] = slot;
        this.#records.read(view, this.#slots, 1);
        groups.set(slot, view.source[0]!);
      }
      this.#groups.set(field, groups);
    }
    return groups;
  }

  /** The views of columns that were seen before, or new ones after a look at the door. */
  #viewsOf(columns: object): readonly ColumnView[] {
    const { fields, stride } = this.#layout;
    const known = this.#columns.get(columns);
    if (known !== undefined) {
      let same = true;
      for (let at = 0; at < fields.length; at += 1)
        same &&= (columns as Record<string, unknown>)[fields[at]!.name] === known[at]!.column;
      if (same) return known;
    }
    const views = fields.map((field) =>
      columnView((columns as Record<string, unknown>)[field.name], field, stride),
    );
    this.#columns.set(columns, views);
    return views;
  }

  #checkRows(
    views: readonly ColumnView[],
    from: number,
    size: number,
    priorities: Float32Array | undefined,
  ): void {
    if (!(Number.isInteger(from) && Number.isInteger(size) && from >= 0))
      throw new ReplayError('SHAPE', `rows from ${from} to ${size} were given, wanted whole numbers ≥ 0`);
    for (let at = 0; at < views.length; at += 1)
      if (views[at]!.rows < size)
        throw new ReplayError(
          'SHAPE',
          `size is ${size}, but the column "${this.#layout.fields[at]!.name}" has ${views[at]!.rows} rows`,
        );
    if (priorities === undefined) return;
    if (priorities.length < size)
      throw new ReplayError('SHAPE', `there are ${priorities.length} priorities for ${size} rows`);
    checkPriorities(priorities, from, size);
  }
}

const NO_OPTIONS = {};
/** Stores that do not fit into the nearer caches are touched before rows are copied. */
const TOUCH_FROM = 2 ** 18;
const LARGEST = 3.4028234663852886e38;
const SMALLEST = 2 ** -126;

function isPriority(value: number): boolean {
  return value >= 0 && value <= LARGEST;
}

function checkPriorities(priorities: Float32Array, from: number, to: number): void {
  for (let at = from; at < to; at += 1)
    if (!isPriority(priorities[at]!))
      throw new ReplayError(
        'PRIORITY',
        `the priority of row ${at} is ${priorities[at]}, wanted a finite number ≥ 0: look at the loss that it comes from`,
      );
}
