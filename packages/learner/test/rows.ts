import { Random } from '@graph/core';
import ndarray from 'ndarray';
import type { Graph, Loss, TrainingBatch } from '../src/index.js';

/** Drawn rows with targets that suit the loss. */
export function drawRows(graph: Graph, rows: number, loss: Loss, seed = 1): TrainingBatch {
  const random = Random.fromSeed(seed, 'rows');
  const inputs = new Float32Array(rows * graph.inputs.length).map(() => 2 * random.float() - 1);
  const width = graph.outputs.length;
  const targets = new Float32Array(rows * width).map(() =>
    loss.kind === 'binary-cross-entropy' ? random.below(2) : 4 * random.float() - 2,
  );
  if (loss.kind === 'softmax-cross-entropy') {
    targets.fill(0);
    for (let row = 0; row < rows; row += 1) targets[row * width + random.below(width)] = 1;
  }
  return {
    size: rows,
    inputs: ndarray(inputs, [rows, graph.inputs.length]),
    targets: ndarray(targets, [rows, width]),
  };
}

/** Row `row` of a batch as a batch of its own. */
export function oneRow(batch: TrainingBatch, row: number): TrainingBatch {
  const cut = (column: TrainingBatch['inputs']): TrainingBatch['inputs'] => {
    const width = column.shape[1]!;
    return ndarray(column.data.slice(row * width, (row + 1) * width), [1, width]);
  };
  return { size: 1, inputs: cut(batch.inputs), targets: cut(batch.targets) };
}
