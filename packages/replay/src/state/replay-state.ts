import type { RandomState, StateHeader } from '@graph/core';
import type { SlotGroupsState } from '../draws/slot-groups.js';
import type { Eviction } from '../eviction/eviction.js';
import type { PolicyState } from '../eviction/policy.js';
import type { Schema } from '../records/schema.js';
import type { Strategy } from '../strategies/strategy.js';

/** The whole state of a memory: plain data, to be kept in a checkpoint. */
export type ReplayState = StateHeader<'replay-memory'> & {
  readonly schema: Schema;
  readonly capacity: number;
  readonly strategy: Strategy;
  readonly eviction: Eviction;
  readonly newPriority: 'max' | number;
  readonly alpha: number;
  readonly epsilon: number;
  /** Rows in use: the first so many slots. */
  readonly size: number;
  /** The slot that the next row goes to, where rows leave in order. */
  readonly cursor: number;
  readonly nextId: number;
  readonly draws: number;
  readonly staleUpdates: number;
  readonly random: RandomState;
  /** `[size · stride]` the rows, slot by slot. */
  readonly records: Uint8Array;
  /** `[size]` (priority + epsilon)^alpha. */
  readonly weights: Float32Array;
  /** `[size]`, at most 65,535. */
  readonly timesDrawn: Uint16Array;
  /** `[size]` ids, or null where they follow from the slots. */
  readonly ids: Float64Array | null;
  /** What the policy of eviction keeps beside the rows. */
  readonly policy: PolicyState;
  readonly groups: { readonly [field: string]: SlotGroupsState };
};
