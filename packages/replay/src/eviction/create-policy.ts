import { check } from '../check.js';
import type { SlotGroups } from '../draws/slot-groups.js';
import type { Kernel } from '../kernels/kernel.js';
import type { FieldLayout, RecordLayout } from '../records/record-layout.js';
import type { RowOrder } from '../records/row-order.js';
import { BalancedFifoPolicy } from './balanced-fifo-policy.js';
import { BalancedReservoirPolicy } from './balanced-reservoir-policy.js';
import type { Eviction } from './eviction.js';
import { LowestOfMostPolicy } from './lowest-of-most-policy.js';
import { LowestPriorityPolicy } from './lowest-priority-policy.js';
import type { EvictionPolicy } from './policy.js';
import { ReservoirPolicy } from './reservoir-policy.js';

/** What a policy may look at. */
export type PolicySurroundings = {
  readonly order: RowOrder;
  readonly kernel: Kernel;
  readonly groupsBy: (field: string) => SlotGroups;
};

/**
 * Makes the policy of an eviction, or none under `fifo`, which a ring does by itself.
 *
 * @param state - what the policy's `state()` returned, if there is one to restore.
 * @throws ReplayError `STATE` if the state is not one of this policy.
 */
export function createPolicy(
  eviction: Eviction,
  { order, kernel, groupsBy }: PolicySurroundings,
  state: unknown,
): EvictionPolicy | undefined {
  switch (eviction.kind) {
    case 'fifo':
      return undefined;
    case 'reservoir':
      return new ReservoirPolicy(order, kernel.random);
    case 'lowestPriority':
      return eviction.by === undefined
        ? new LowestPriorityPolicy(order, kernel.tree.weights)
        : new LowestOfMostPolicy(groupsBy(eviction.by), order, kernel.tree.weights);
    case 'balancedFifo':
      return new BalancedFifoPolicy(groupsBy(eviction.by), order);
    case 'balancedReservoir': {
      const groups = groupsBy(eviction.by);
      return state === undefined
        ? new BalancedReservoirPolicy(groups, kernel.random)
        : BalancedReservoirPolicy.from(state, groups, kernel.random);
    }
  }
}

/**
 * Returns the field that an eviction goes by, if there is one; checks it also if it was written by hand.
 *
 * @throws ReplayError `OPTION` unless the eviction is one, and fits the fields.
 */
export function fieldOf(eviction: Eviction, layout: RecordLayout): FieldLayout | undefined {
  switch (eviction?.kind) {
    case 'fifo':
    case 'reservoir':
      return undefined;
    case 'lowestPriority':
    case 'balancedFifo':
    case 'balancedReservoir': {
      if (eviction.kind === 'lowestPriority' && eviction.by === undefined) return undefined;
      const field = layout.fields.find(({ name, shape }) => name === eviction.by && shape.length === 0);
      if (field === undefined)
        throw check.error(
          `${eviction.kind} is by "${eviction.by}", wanted a field of shape [] of this memory`,
        );
      return field;
    }
    default:
      throw check.error(
        `the eviction is ${JSON.stringify(eviction)}, wanted what fifo, reservoir, lowestPriority, balancedReservoir or balancedFifo returns`,
      );
  }
}
