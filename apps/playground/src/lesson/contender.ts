import { type Batch, createBatch, Random } from '@graph/core';
import { adam, binaryCrossEntropy, ewc, layered, Network, OnlineLearner } from '@graph/learner';
import {
  balanced,
  defineSchema,
  mixed,
  prioritized,
  ReplayMemory,
  recency,
  reservoir,
  type Strategy,
  uniform,
} from '@graph/replay';
import type { Settings, StrategyName } from './settings.js';
import { fillPiece, PIECES } from './spiral.js';

/** New rows in a step. As many are rehearsed by who has a memory. */
export const NEW_ROWS = 16;

/** Rows of each piece on which a network is judged. */
const JUDGED = 200;

const SCHEMA = defineSchema({
  inputs: { dtype: 'float32', shape: [2] },
  targets: { dtype: 'float32', shape: [1] },
  domains: { dtype: 'uint16', shape: [] },
});

/** One of the two networks side by side: it learns the pieces one after the other, with a memory or without. */
export class Contender {
  readonly #learner: OnlineLearner;
  readonly #consolidates: boolean;
  readonly #judged: readonly Batch[];
  readonly #answers: Batch = createBatch(JUDGED, 1, 1);
  readonly #new: Batch & { readonly domains: Uint16Array };

  constructor(settings: Settings, rehearses: boolean, seed: number) {
    const network = Network.create(
      layered({ inputs: 2, hidden: [32, 32], outputs: 1, activation: 'tanh', outputActivation: 'sigmoid' }),
      { loss: binaryCrossEntropy(), optimizer: adam({ learningRate: 0.005 }), seed },
    );
    const { capacity, strategy, strength } = settings;
    const remembers = rehearses && capacity > 0;
    this.#consolidates = strength > 0;
    this.#learner = new OnlineLearner({
      network,
      batchSize: remembers ? 2 * NEW_ROWS : NEW_ROWS,
      replayRatio: remembers ? 0.5 : 0,
      ...(remembers && { memory: memoryOf(capacity, strategy, seed) }),
      ...(strength > 0 && { consolidation: ewc({ strength }), consolidationSteps: 0 }),
    });
    const random = Random.fromSeed(seed, 'judged');
    this.#judged = Array.from({ length: PIECES }, (_, piece) => {
      const batch = createBatch(JUDGED, 2, 1);
      fillPiece(batch, piece, JUDGED, random);
      return batch;
    });
    this.#new = { ...createBatch(NEW_ROWS, 2, 1), domains: new Uint16Array(NEW_ROWS) };
  }

  /** Learns `NEW_ROWS` rows of a piece. */
  learn(rows: Batch, piece: number): void {
    const given = this.#new;
    given.inputs.data.set(rows.inputs.data);
    given.targets.data.set(rows.targets.data);
    given.domains.fill(piece);
    given.size = rows.size;
    this.#learner.learnBatch(given);
  }

  /** Protects what was learned so far, if that was asked for: by what it remembers, or by `rows`, of the piece that has ended. */
  consolidate(rows: Batch): void {
    if (this.#consolidates) this.#learner.consolidate(this.#learner.memory ? undefined : rows);
  }

  /** Writes for each row of `points` how sure the network is that it lies on the arm 1, 0 to 1, into the targets of `answers`. */
  answer(points: Batch, answers: Batch): void {
    this.#learner.predict(points.inputs, { rows: points.size, out: answers.targets });
  }

  /** The share of points of each piece that lie on the arm that the network says, on points that are never learned. */
  accuracies(): readonly number[] {
    return this.#judged.map((batch) => {
      this.answer(batch, this.#answers);
      let right = 0;
      for (let row = 0; row < JUDGED; row += 1)
        if (this.#answers.targets.data[row]! > 0.5 === (batch.targets.data[row] === 1)) right += 1;
      return right / JUDGED;
    });
  }
}

function memoryOf(capacity: number, strategy: StrategyName, seed: number): ReplayMemory<typeof SCHEMA> {
  return new ReplayMemory({
    schema: SCHEMA,
    capacity,
    eviction: reservoir(),
    strategy: strategyOf(strategy, capacity),
    seed,
  });
}

function strategyOf(name: StrategyName, capacity: number): Strategy {
  if (name === 'recency') return recency({ halfLife: capacity });
  if (name === 'balanced') return balanced({ by: 'domains' });
  return { uniform, prioritized, mixed }[name]();
}
