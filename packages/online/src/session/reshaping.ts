import type { StateReader, StateTree } from '@graph/core';
import { GrowthPolicy, type Network, PruningPolicy } from '@graph/learner';
import type { NetworkSettings } from './learning-settings.js';

/** Lets a network grow when it has stopped improving, and removes edges that matter little. */
export class Reshaping {
  readonly #growth: GrowthPolicy | undefined;
  readonly #pruning: PruningPolicy | undefined;

  /** @param reader - of the `state()` of an earlier one with the same settings. */
  constructor({ maxNeurons, prune }: NetworkSettings, reader?: StateReader) {
    if (maxNeurons !== null) {
      const options = { maxNeurons };
      this.#growth =
        reader?.restore('growth', (state) => GrowthPolicy.from(state, options)) ?? new GrowthPolicy(options);
    }
    if (prune !== null) {
      const options = { fraction: prune.fraction, examples: prune.over };
      this.#pruning =
        reader?.restore('pruning', (state) => PruningPolicy.from(state, options)) ??
        new PruningPolicy(options);
    }
  }

  /** Takes in one batch of new rows with their mean loss, and changes the network when it is time to. */
  update(network: Network, rows: number, loss: number): void {
    const neurons = this.#growth?.update({ rows, loss, neurons: network.neurons }) ?? 0;
    if (neurons > 0) network.widen(neurons);
    const edges = this.#pruning?.update({ rows, edges: network.edges }) ?? 0;
    if (edges > 0) network.prune({ edges });
  }

  state(): StateTree {
    return { growth: this.#growth?.state() ?? null, pruning: this.#pruning?.state() ?? null };
  }
}
