import { createBatch, Random } from '@graph/core';
import { adam, ewc, layered, meanSquaredError, Network, OnlineLearner } from '@graph/learner';
import { mixed, prioritized, ReplayMemory, recency, reservoir, uniform } from '@graph/replay';
import type { ReplayKernel } from './report.ts';

const ROWS_PER_STEP = 16;

/**
 * Learns a product of seeded random numbers with a small network that rehearses, consolidates and grows on the way, and
 * returns all of its state and what it predicts.
 */
export function syntheticCourse(examples: number, kernel: ReplayKernel): unknown {
  const random = Random.fromSeed(7, 'runtimes');
  const network = Network.create(layered({ inputs: 8, hidden: [16], outputs: 1, activation: 'tanh' }), {
    loss: meanSquaredError(),
    optimizer: adam({ learningRate: 0.005 }),
    gradientClip: 1,
    seed: 42,
  });
  const memory = new ReplayMemory({
    schema: { inputs: { dtype: 'float32', shape: [8] }, targets: { dtype: 'float32', shape: [1] } },
    capacity: 1000,
    seed: 42,
    strategy: mixed([
      { share: 0.5, strategy: prioritized() },
      { share: 0.25, strategy: recency({ halfLife: 300 }) },
      { share: 0.25, strategy: uniform() },
    ]),
    eviction: reservoir(),
    kernel,
  });
  const learner = new OnlineLearner({
    network,
    memory,
    batchSize: 2 * ROWS_PER_STEP,
    consolidation: ewc({ strength: 1 }),
  });

  const batch = createBatch(ROWS_PER_STEP, 8, 1);
  for (let example = 0; example < examples; example += ROWS_PER_STEP) {
    batch.size = ROWS_PER_STEP;
    fill(batch.inputs.data, batch.targets.data, random);
    learner.learnBatch(batch);
    if (example === examples / 2) {
      learner.consolidate();
      network.widen(4);
    }
  }
  return { learner: learner.state(), memory: memory.state(), predicted: learner.predict(batch.inputs).data };
}

function fill(inputs: Float32Array, targets: Float32Array, random: Random): void {
  for (let at = 0; at < inputs.length; at += 1) inputs[at] = 2 * random.float() - 1;
  for (let row = 0; row < targets.length; row += 1)
    targets[row] = inputs[8 * row]! * inputs[8 * row + 1]! + 0.5 * inputs[8 * row + 2]!;
}
