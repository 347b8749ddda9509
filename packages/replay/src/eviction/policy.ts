import type { BalancedReservoirState } from './balanced-reservoir-policy.js';

/** What a policy keeps beside the rows themselves, or null. */
export type PolicyState = BalancedReservoirState | null;

/** Decides, once a memory without order is full, which row leaves. */
export interface EvictionPolicy {
  /** Counts a row that is offered, with its value of the policy's field. */
  offered(value: number): void;
  /** Returns the slot whose row leaves for the row offered last, or -1 if that one is not to be remembered. */
  victim(value: number): number;
  /** Returns the slot whose row leaves when the memory is to become smaller. */
  surplus(): number;
  /** Updates what is kept for rows that came into `slots[from..to)`, or of which the priority changed. */
  changed(slots: Int32Array, from: number, to: number): void;
  /** Updates what is kept after the values of the policy's field were rewritten; `rows` are those that got another. */
  revalued(rows: readonly Revalued[]): void;
  state(): PolicyState;
}

/** How many of the rows that had the value `from` have the value `to` now. */
export type Revalued = { readonly from: number; readonly to: number; readonly rows: number };
