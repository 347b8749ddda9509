import type { RandomState } from '@graph/core';
import { Priorities } from '../draws/priorities.js';
import { RecencyIndex } from '../draws/recency-index.js';
import { Sampler } from '../draws/sampler.js';
import { SlotGroups } from '../draws/slot-groups.js';
import { createPolicy, fieldOf } from '../eviction/create-policy.js';
import type { Eviction } from '../eviction/eviction.js';
import type { EvictionPolicy } from '../eviction/policy.js';
import { createKernel, type KernelChoice } from '../kernels/create-kernel.js';
import type { Kernel } from '../kernels/kernel.js';
import { ChangedRecords } from '../records/changed-records.js';
import { ColumnViews } from '../records/column-views.js';
import { readNumber } from '../records/dtypes.js';
import type { FieldLayout, RecordLayout } from '../records/record-layout.js';
import { RowOrder } from '../records/row-order.js';
import { RowAdder } from './row-adder.js';

/** What a core is made of. */
export type CoreOptions = {
  readonly layout: RecordLayout;
  readonly capacity: number;
  readonly eviction: Eviction;
  readonly random: RandomState;
  readonly alpha: number;
  readonly epsilon: number;
  readonly kernel: KernelChoice;
  readonly shared: boolean;
};

/** What a core is filled with when it is made. */
export type CoreContents = {
  /** Writes records, weights, counts, ids, and what `RowOrder` counts. */
  readonly fill: (kernel: Kernel, order: RowOrder) => void;
  /** The state of each index by a field's value; those that are missing are built when they are needed. */
  readonly groups: { readonly [field: string]: unknown };
  /** The state of the policy; undefined for a new one. */
  readonly policy: unknown;
};

/** Everything of a memory that its capacity decides: storage, order, priorities and the indices over them. */
export class MemoryCore {
  readonly options: CoreOptions;
  readonly layout: RecordLayout;
  readonly capacity: number;
  readonly kernel: Kernel;
  readonly order: RowOrder;
  readonly priorities: Priorities;
  readonly sampler: Sampler;
  readonly adder: RowAdder;
  /** What is known of batches' columns. */
  readonly views: ColumnViews;
  /** Indices of rows by a field's value, by the field's name. */
  readonly groups: Map<string, SlotGroups> = new Map();
  /** Indices of rows by recency; only where ids are stored. */
  readonly recencies: RecencyIndex[] = [];
  /** Which records, and which ids, were written since they were last asked for. */
  readonly changed: ChangedRecords;
  readonly changedIds: ChangedRecords;
  /** Undefined under fifo. */
  readonly policy: EvictionPolicy | undefined;
  /** The field that the policy goes by. */
  readonly policyField: FieldLayout | undefined;

  /**
   * @throws ReplayError `OPTION` if the eviction is wrong or the kernel cannot run here; `STATE` if groups or policy do not
   *   fit the rows.
   */
  constructor(options: CoreOptions, contents?: CoreContents) {
    const { layout, capacity, eviction } = options;
    this.options = options;
    this.layout = layout;
    this.capacity = capacity;
    this.policyField = fieldOf(eviction, layout);
    this.kernel = createKernel(options);
    this.changed = new ChangedRecords(layout.stride, capacity);
    this.changedIds = new ChangedRecords(Float64Array.BYTES_PER_ELEMENT, capacity);
    this.order = new RowOrder(capacity, eviction.kind === 'fifo');
    this.priorities = new Priorities(this.kernel, this.order, options.alpha, options.epsilon);
    this.sampler = new Sampler(this);
    this.adder = new RowAdder(this);
    this.views = new ColumnViews(layout);
    if (contents !== undefined) {
      contents.fill(this.kernel, this.order);
      this.order.reindex();
      this.kernel.tree.rebuild(0, capacity);
      for (const [field, state] of Object.entries(contents.groups)) this.#restoreGroups(field, state);
    }
    const groupsBy = (field: string): SlotGroups => this.groupsBy(field);
    this.policy = createPolicy(
      eviction,
      { order: this.order, kernel: this.kernel, groupsBy },
      contents?.policy,
    );
  }

  /** The index of rows by a field's value: built when first needed, O(rows), then kept. */
  groupsBy(field: string): SlotGroups {
    let groups = this.groups.get(field);
    if (groups === undefined) {
      groups = new SlotGroups(this.capacity);
      this.groups.set(field, groups);
      this.fillGroups(field, groups);
    }
    return groups;
  }

  /** Adds all rows to an empty index, slot by slot. */
  fillGroups(field: string, groups: SlotGroups): void {
    const layout = this.fieldOf(field);
    for (let slot = 0; slot < this.order.size; slot += 1) groups.set(slot, this.valueAt(layout, slot));
  }

  /** The index of rows by recency; the four half-lives used last are kept. */
  recency(halfLife: number): RecencyIndex {
    const { recencies } = this;
    for (let at = 0; at < recencies.length; at += 1)
      if (recencies[at]!.halfLife === halfLife) return recencies[at]!;
    const index = new RecencyIndex(this.order, halfLife);
    if (recencies.length === 4) recencies.shift();
    recencies.push(index);
    return index;
  }

  /** Reads the first number of a field of the row in `slot`. */
  valueAt(field: FieldLayout, slot: number): number {
    return readNumber(this.kernel.records.view, slot * this.layout.stride + field.offset, field.dtype);
  }

  /** Returns the layout of a field that there is. */
  fieldOf(name: string): FieldLayout {
    return this.layout.fields.find((field) => field.name === name)!;
  }

  /**
   * Gives rows new priorities, see `ReplayMemory.updatePriorities`.
   *
   * @returns how many of the ids are not here.
   */
  updatePriorities(ids: Float64Array, priorities: Float32Array, count: number): number {
    const slots = this.kernel.changedSlots(count);
    const used = this.priorities.give(ids, priorities, count, slots);
    this.policy?.changed(slots, 0, used);
    return count - used;
  }

  /** See `ReplayMemory.takeChanges`. */
  takeChanges(): { readonly [array: string]: readonly (readonly [from: number, to: number])[] } {
    const { size, ids } = this.order;
    const records = this.changed.take(size * this.layout.stride);
    const changedIds = this.changedIds.take(size * Float64Array.BYTES_PER_ELEMENT);
    return ids === undefined ? { records } : { records, ids: changedIds };
  }

  #restoreGroups(field: string, state: unknown): void {
    const layout = this.layout.fields.find(({ name, shape }) => name === field && shape.length === 0);
    const valueAt = (slot: number): number => this.valueAt(layout!, slot);
    const size = layout === undefined ? -1 : this.order.size;
    this.groups.set(field, SlotGroups.from(state, field, this.capacity, size, valueAt));
  }
}
