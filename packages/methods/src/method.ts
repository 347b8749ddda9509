import type { StateTree } from '@graph/core';
import type { Eviction } from '@graph/replay';
import type { NdArray } from 'ndarray';
import type { Workbench } from './learner/workbench.js';

/**
 * How to learn without forgetting: plain data and one function. Those of this package are made by the functions named after
 * them; write your own in the same way.
 *
 * @example
 * ```ts
 * const mine: Method = {
 *   kind: 'mine',
 *   options: { weight: 0.5 },
 *   begin: (work) => ({
 *     learn() {
 *       const loss = work.step([work.fresh.ofLabels(), work.recall().ofLabels(0.5)]);
 *       work.remember();
 *       return loss;
 *     },
 *   }),
 * };
 * ```
 */
export type Method = {
  /** Unique among methods; a state names it. */
  readonly kind: string;
  /** What it was made with; a state taken with others is refused. */
  readonly options: StateTree;
  /** Which row leaves when the memory is full. Default `reservoir()`. */
  readonly eviction?: Eviction;
  /**
   * Starts, or goes on from what `state` returned.
   *
   * @throws MethodsError `STATE`
   */
  begin(work: Workbench, saved: StateTree | null): RunningMethod;
};

/** A method at work. */
export type RunningMethod = {
  /**
   * Learns from `work.fresh`.
   *
   * @returns the loss, before the step; NaN if none was taken.
   */
  learn(): number;
  /** Writes scores, the highest of which is the answer. Default the network's outputs. It must not change what is learned. */
  predict?(inputs: NdArray<Float32Array>, rows: number, out: NdArray<Float32Array>): void;
  /** What it keeps beside the network, the memory and the classes seen. Default nothing. */
  state?(): StateTree;
};
