import type { RandomState } from '@graph/random';
import { ChangedRecords } from './changed-records.js';
import { ReplayError } from './errors.js';
import { BalancedFifoPolicy } from './eviction/balanced-fifo-policy.js';
import { BalancedReservoirPolicy } from './eviction/balanced-reservoir-policy.js';
import type { Eviction } from './eviction/eviction.js';
import { LowestPriorityPolicy } from './eviction/lowest-priority-policy.js';
import type { EvictionPolicy, PolicyState } from './eviction/policy.js';
import { ReservoirPolicy } from './eviction/reservoir-policy.js';
import { createKernel, type KernelChoice } from './kernels/create-kernel.js';
import type { JavaScriptKernel } from './kernels/javascript-kernel.js';
import { Priorities } from './priorities.js';
import { RecencyIndex } from './recency-index.js';
import type { FieldLayout, RecordLayout } from './record-layout.js';
import { RowOrder } from './row-order.js';
import type { ArrayOfDtype } from './schema.js';
import { SlotGroups, type SlotGroupsState } from './slot-groups.js';

/** What a core is made of. */
export type CoreOptions = {
  readonly layout: RecordLayout;
  readonly capacity: number;
  readonly eviction: Eviction;
  readonly random: RandomState;
  readonly alpha: number;
  readonly epsilon: number;
  readonly policy: PolicyState;
  readonly kernel: KernelChoice;
  readonly shared: boolean;
};

/** Everything of a memory that its capacity decides: storage, order, priorities and the indices over them. */
export class MemoryCore {
  readonly options: CoreOptions;
  readonly layout: RecordLayout;
  readonly capacity: number;
  readonly kernel: JavaScriptKernel;
  readonly order: RowOrder;
  readonly priorities: Priorities;
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

  constructor(options: CoreOptions, groups: { readonly [field: string]: SlotGroupsState } = {}) {
    const { layout, capacity, eviction } = options;
    this.options = options;
    this.layout = layout;
    this.capacity = capacity;
    this.kernel = createKernel(options);
    this.changed = new ChangedRecords(layout.stride, capacity);
    this.changedIds = new ChangedRecords(Float64Array.BYTES_PER_ELEMENT, capacity);
    this.order = new RowOrder(capacity, eviction.kind === 'fifo');
    this.priorities = new Priorities(this.kernel, this.order, options.alpha, options.epsilon);
    for (const [field, state] of Object.entries(groups))
      this.groups.set(field, SlotGroups.from(state, capacity));
    switch (eviction.kind) {
      case 'fifo':
        break;
      case 'reservoir':
        this.policy = new ReservoirPolicy(this.order, this.kernel.random);
        break;
      case 'lowestPriority':
        this.policy = new LowestPriorityPolicy(this.order, this.kernel.tree.weights);
        break;
      case 'balancedFifo':
      case 'balancedReservoir':
        this.policyField = layout.fields.find(
          ({ name, shape }) => name === eviction.by && shape.length === 0,
        );
        if (this.policyField === undefined)
          throw new ReplayError(
            'OPTIONS',
            `${eviction.kind} is by "${eviction.by}", wanted a field of shape [] of this memory`,
          );
        this.policy =
          eviction.kind === 'balancedFifo'
            ? new BalancedFifoPolicy(this.groupsBy(eviction.by), this.order)
            : new BalancedReservoirPolicy(this.groupsBy(eviction.by), this.kernel.random, options.policy);
        break;
      default:
        throw new ReplayError(
          'OPTIONS',
          `the eviction is ${JSON.stringify(eviction)}, wanted what fifo, reservoir, lowestPriority, balancedReservoir or balancedFifo returns`,
        );
    }
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

  /** Files all rows in an empty index, slot by slot. */
  fillGroups(field: string, groups: SlotGroups): void {
    const layout = this.layout.fields.find(({ name }) => name === field)!;
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
}

function readNumber(view: DataView, at: number, dtype: keyof ArrayOfDtype): number {
  switch (dtype) {
    case 'float32':
      return view.getFloat32(at, true);
    case 'float64':
      return view.getFloat64(at, true);
    case 'int8':
      return view.getInt8(at);
    case 'int16':
      return view.getInt16(at, true);
    case 'int32':
      return view.getInt32(at, true);
    case 'uint8':
      return view.getUint8(at);
    case 'uint16':
      return view.getUint16(at, true);
    case 'uint32':
      return view.getUint32(at, true);
  }
}
