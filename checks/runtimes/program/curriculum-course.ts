import { Curriculum } from '@graph/curriculum';
import { adamw, huber, layered, Network, OnlineLearner } from '@graph/learner';
import { balancedReservoir, mixed, ReplayMemory } from '@graph/replay';
import type { ReplayKernel } from './report.ts';

/** Walks through the standard levels of the curriculum, and returns all state and what is predicted of held-out rows. */
export function curriculumCourse(examples: number, kernel: ReplayKernel): unknown {
  const curriculum = new Curriculum({
    seed: 42,
    examplesPerLevel: Math.floor(examples / 7),
    heldOutRows: 64,
  });
  const { inputWidth } = curriculum;
  const network = Network.create(layered({ inputs: inputWidth, hidden: [32, 16], outputs: 1 }), {
    loss: huber({ delta: 1 }),
    optimizer: adamw({ learningRate: 0.003 }),
    seed: 42,
  });
  const memory = new ReplayMemory({
    schema: {
      inputs: { dtype: 'float32', shape: [inputWidth] },
      targets: { dtype: 'float32', shape: [1] },
      domains: { dtype: 'uint16', shape: [] },
      levels: { dtype: 'uint8', shape: [] },
    },
    capacity: 2000,
    seed: 42,
    strategy: mixed(),
    eviction: balancedReservoir({ by: 'levels' }),
    kernel,
  });
  const learner = new OnlineLearner({ network, memory });

  const batch = curriculum.createBatch(learner.newRowsPerStep);
  while (curriculum.examples < examples) {
    batch.size = 0;
    const rows = curriculum.fill(batch, Math.min(learner.newRowsPerStep, examples - curriculum.examples));
    curriculum.observe(learner.learnBatch(batch).loss, rows);
  }
  const predicted = curriculum.levels.map((_, level) =>
    learner.predict(curriculum.heldOut(level + 1).inputs).data.slice(),
  );
  return { learner: learner.state(), memory: memory.state(), curriculum: curriculum.state(), predicted };
}
