import type { Random } from '@graph/core';
import type { Network } from '@graph/learner';
import type { RowGroup } from './row-group.js';

/**
 * Trains a network on rows in `passes` shuffled passes, the learning rate falling in a line to a hundredth.
 *
 * @returns the network.
 */
export function trainOn(
  network: Network,
  rows: RowGroup,
  {
    passes,
    batchSize,
    random,
  }: { readonly passes: number; readonly batchSize: number; readonly random: Random },
): Network {
  const { size } = rows;
  const { inputs, targets, learningRate, inputWidth, outputWidth, maxBatch } = network;
  const order = Uint32Array.from({ length: size }, (_, at) => at);
  const most = Math.min(batchSize, maxBatch);
  for (let pass = 0; pass < passes; pass += 1) {
    network.learningRate = learningRate * (1 - (0.99 * pass) / passes);
    for (let left = size; left > 1; left -= 1) {
      const other = random.below(left);
      const kept = order[other]!;
      order[other] = order[left - 1]!;
      order[left - 1] = kept;
    }
    for (let from = 0; from < size; from += most) {
      const count = Math.min(most, size - from);
      for (let row = 0; row < count; row += 1) {
        const place = order[from + row]!;
        for (let at = 0; at < inputWidth; at += 1)
          inputs[row * inputWidth + at] = rows.inputs.data[place * inputWidth + at]!;
        for (let at = 0; at < outputWidth; at += 1)
          targets[row * outputWidth + at] = rows.targets.data[place * outputWidth + at]!;
      }
      network.stepStaged(count);
    }
  }
  return network;
}
