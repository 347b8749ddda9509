import type { StateTree } from '@graph/core';
import type { MixtureSource } from './mixture-learner.js';
import type { TableMixture } from './table-mixture.js';

/** The mixture of a stream, which may have to begin anew. */
export class StreamMixture implements MixtureSource {
  readonly memory: MixtureSource['memory'];
  readonly codec: MixtureSource['codec'];
  readonly due: MixtureSource['due'];
  readonly delay: MixtureSource['delay'];
  readonly #make: (state?: StateTree) => TableMixture;
  #mixture: TableMixture;

  /**
   * @param make - makes one: of the state of an earlier one, or one that knows nothing.
   * @param state - of an earlier one.
   */
  constructor(
    make: (state?: StateTree) => TableMixture,
    state: StateTree | undefined,
    { memory, codec, due, delay }: Omit<MixtureSource, 'mixture' | 'renew'>,
  ) {
    this.memory = memory;
    this.codec = codec;
    this.due = due;
    this.delay = delay;
    this.#make = make;
    this.#mixture = make(state);
  }

  get mixture(): TableMixture {
    return this.#mixture;
  }

  renew(): void {
    this.#mixture = this.#make();
  }
}
