import type { KernelLayout } from '../network/kernel-layout.js';
import type { NetworkRun } from '../network/network-run.js';

/**
 * The parameters of many networks of one graph, side by side behind the arrays of the one that the kernels run. That one is the
 * resident: before another takes its place, its parameters and counters are put away.
 */
export class BankMembers {
  readonly #layout: KernelLayout;
  readonly #run: NetworkRun;
  #resident = -1;
  /** Where the kernels have the parameters of the resident, and where the room for all begins; in bytes. */
  readonly #block: { readonly start: number; readonly bytes: number };
  #base = 0;
  readonly #stride: number;
  #capacity = 0;
  #bytes = new Uint8Array(0);
  /** `[capacity]`, `[capacity]`, `[capacity]` */
  #steps = new Float64Array(0);
  #power1 = new Float64Array(0);
  #power2 = new Float64Array(0);

  constructor(layout: KernelLayout, run: NetworkRun) {
    this.#layout = layout;
    this.#run = run;
    this.#block = layout.parameterBlock;
    this.#stride = Math.ceil(this.#block.bytes / 64) * 64;
  }

  get capacity(): number {
    return this.#capacity;
  }

  /** Makes room for more. @throws LearnerError `MEMORY`; nothing has changed then. */
  reserve(capacity: number): void {
    if (capacity <= this.#capacity) return;
    this.#base = this.#layout.extend(capacity * this.#stride);
    this.#bytes = new Uint8Array(this.#layout.kernels.buffer);
    this.#steps = longer(this.#steps, capacity);
    this.#power1 = longer(this.#power1, capacity);
    this.#power2 = longer(this.#power2, capacity);
    this.#capacity = capacity;
  }

  /** Makes a network the resident. */
  load(index: number): void {
    if (index === this.#resident) return;
    this.#store();
    const from = this.#base + index * this.#stride;
    this.#bytes.copyWithin(this.#block.start, from, from + this.#block.bytes);
    this.#run.resume(this.#steps[index]!, this.#power1[index]!, this.#power2[index]!);
    this.#resident = index;
  }

  /** Makes a new network the resident, all of whose parameters are 0. */
  start(index: number): void {
    this.#store();
    this.#bytes.fill(0, this.#block.start, this.#block.start + this.#block.bytes);
    this.#run.resume(0, 1, 1);
    this.#resident = index;
  }

  /** Makes a copy of the resident, under another number, the resident. */
  fork(index: number): void {
    this.#store();
    this.#resident = index;
  }

  /** Forgets a network. */
  drop(index: number): void {
    if (index === this.#resident) this.#resident = -1;
  }

  #store(): void {
    const index = this.#resident;
    if (index < 0) return;
    const { start, bytes } = this.#block;
    this.#bytes.copyWithin(this.#base + index * this.#stride, start, start + bytes);
    this.#steps[index] = this.#run.steps;
    this.#power1[index] = this.#run.power1;
    this.#power2[index] = this.#run.power2;
  }
}

function longer(values: Float64Array, length: number): Float64Array<ArrayBuffer> {
  const copy = new Float64Array(length);
  copy.set(values);
  return copy;
}
