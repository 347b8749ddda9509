import { LearnerError } from '../learner-error.js';
import type { Lowered } from '../lowering/lowered.js';
import type { KernelLayout } from '../network/kernel-layout.js';
import type { NetworkRun } from '../network/network-run.js';

/**
 * What a network's steps change, kept aside to come back to: parameters, the optimizer's moments and counters, and what
 * protects the parameters. Good until the network grows, is pruned or protected anew; not a state for a checkpoint.
 */
export class ParameterSnapshot {
  #values = new Float32Array(0);
  #lowered: Lowered | undefined;
  #steps = 0;
  #power1 = 1;
  #power2 = 1;

  /** Number of steps that the network had taken. */
  get steps(): number {
    return this.#steps;
  }

  /** Takes what a network holds now. Made for `ManualTraining.snapshot`. */
  take({ block, lowered }: KernelLayout, { steps, power1, power2 }: NetworkRun): void {
    if (this.#values.length !== block.length) this.#values = new Float32Array(block.length);
    this.#values.set(block);
    this.#lowered = lowered;
    this.#steps = steps;
    this.#power1 = power1;
    this.#power2 = power2;
  }

  /** Puts it back. Made for `ManualTraining.restore`. @throws LearnerError `STATE` */
  put({ block, lowered }: KernelLayout, run: NetworkRun): void {
    if (this.#lowered !== lowered)
      throw new LearnerError(
        'STATE',
        'the snapshot is not of this network, or the network has grown, been pruned or protected since; take another',
      );
    block.set(this.#values);
    run.resume(this.#steps, this.#power1, this.#power2);
  }
}
