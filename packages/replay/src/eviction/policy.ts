/** What a policy keeps beside the rows themselves: plain data. */
export type PolicyState = {
  readonly values: Float64Array;
  readonly seen: Float64Array;
  readonly full: Uint8Array;
} | null;

/** Decides, once a memory without order is full, which row leaves. */
export interface EvictionPolicy {
  /** Takes notice of a row that is offered, with its value of the policy's field. */
  offered(value: number): void;
  /** Returns the slot whose row leaves for the row offered last, or -1 if that one is not to be remembered. */
  victim(value: number): number;
  /** Returns the slot whose row leaves when the memory is to become smaller. */
  surplus(): number;
  /** Takes notice of rows that came into `slots[from..to)`, or of which the priority changed. */
  changed(slots: Int32Array, from: number, to: number): void;
  state(): PolicyState;
}
