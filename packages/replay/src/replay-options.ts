import type { RandomState } from '@graph/random';
import type { Eviction } from './eviction/eviction.js';
import type { PolicyState } from './eviction/policy.js';
import type { KernelChoice } from './kernels/create-kernel.js';
import type { Schema } from './schema.js';
import type { SlotGroupsState } from './slot-groups.js';
import type { Strategy } from './strategies/strategy.js';

/** What a memory is made of. */
export type ReplayOptions<S extends Schema> = {
  /** The fields of a row. */
  readonly schema: S;
  /** Rows that it can hold, 1 to 2^31 - 1 (both inclusive). */
  readonly capacity: number;
  /** The run's seed; any safe integer. */
  readonly seed: number;
  /** How rows are drawn; default `mixed()`, half prioritized and half uniform. */
  readonly strategy?: Strategy;
  /** Which row leaves; default `fifo()`. */
  readonly eviction?: Eviction;
  /**
   * The priority of rows that come without one: a number ≥ 0, or `'max'` (default), the largest among the rows that
   * are in the memory at that moment, 1 if none has any.
   */
  readonly newPriority?: 'max' | number;
  /** Default `'auto'`: WebAssembly where it is available and the rows fit into its 4 GiB, JavaScript elsewhere. */
  readonly kernel?: KernelChoice;
  /** Whether the storage is a SharedArrayBuffer, so that other threads can read it; default false. */
  readonly shared?: boolean;
};

/** What may be said anew when a memory is put back; all else is as it was saved. */
export type RestoreOptions<S extends Schema> = {
  /** Wanted fields; another schema than the saved one is refused. */
  readonly schema?: S;
  /** Draws by this strategy from now on, not the saved one. */
  readonly strategy?: Strategy;
  /** The priority of new rows from now on. */
  readonly newPriority?: 'max' | number;
  /** Resizes the memory. */
  readonly capacity?: number;
  /** As in {@link ReplayOptions}. */
  readonly kernel?: KernelChoice;
  /** As in {@link ReplayOptions}. */
  readonly shared?: boolean;
};

/** The whole state of a memory: plain data, to be kept in a checkpoint. */
export type ReplayState = {
  readonly format: 'graph-replay-1';
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
