import {
  GrowthPolicy,
  type GrowthPolicyState,
  type Network,
  PruningPolicy,
  type PruningPolicyState,
} from '@graph/learner';
import type { TrainSettings } from '../settings/train-settings.js';
import type { StateTree } from './shapes.js';

/** Lets a network grow when it has stopped improving, and takes out edges that matter little. */
export class Reshaping {
  readonly #growth: GrowthPolicy | undefined;
  readonly #pruning: PruningPolicy | undefined;

  constructor({ grow, prune, 'prune-over': pruneOver }: TrainSettings, state?: StateTree) {
    const [growth, pruning] = [state?.['growth'], state?.['pruning']];
    if (grow !== undefined) {
      const options = { maxNeurons: grow };
      this.#growth = growth
        ? GrowthPolicy.from(growth as GrowthPolicyState, options)
        : new GrowthPolicy(options);
    }
    if (prune !== undefined && pruneOver !== undefined) {
      const options = { fraction: prune, examples: pruneOver };
      this.#pruning = pruning
        ? PruningPolicy.from(pruning as PruningPolicyState, options)
        : new PruningPolicy(options);
    }
  }

  /** Takes in one batch of new rows with their mean loss, and changes the network when it is time to. */
  observe(network: Network, rows: number, loss: number): void {
    const neurons = this.#growth?.observe({ rows, loss, neurons: network.neurons }) ?? 0;
    if (neurons > 0) network.widen(neurons);
    const edges = this.#pruning?.observe({ rows, edges: network.edges }) ?? 0;
    if (edges > 0) network.prune({ edges });
  }

  state(): StateTree {
    return {
      growth: (this.#growth?.state() as StateTree | undefined) ?? null,
      pruning: (this.#pruning?.state() as StateTree | undefined) ?? null,
    };
  }
}
