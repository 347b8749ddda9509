import { Random } from '@graph/core';
import type { CurriculumBatch } from './curriculum-batch.js';
import { CurriculumError } from './errors.js';

/** The seed of all held-out sets: figures of different runs are about the same rows. */
const SEED = 0;

/**
 * Fills `batch` to its capacity with distinct held-out rows.
 *
 * @param append - appends one held-out row to the batch, drawn with the generator.
 * @throws CurriculumError `LEVEL` if there are not enough distinct ones.
 */
export function drawHeldOut(
  batch: CurriculumBatch,
  label: string,
  append: (batch: CurriculumBatch, random: Random) => void,
): void {
  const [capacity, width] = batch.inputs.shape as [number, number];
  const random = Random.fromSeed(SEED, 'curriculum', 'held-out', label);
  const seen = new Set<string>();
  const mostDraws = 20 * capacity + 1000;
  for (let draws = 0; batch.size < capacity; draws += 1) {
    if (draws === mostDraws)
      throw new CurriculumError(
        'LEVEL',
        `level ${label} has ${batch.size} distinct held-out rows in ${mostDraws} draws, wanted ${capacity}: ` +
          'give it more distinct inputs or lower heldOutRows',
      );
    append(batch, random);
    const key = batch.inputs.data.subarray((batch.size - 1) * width, batch.size * width).join();
    if (seen.has(key)) batch.size -= 1;
    seen.add(key);
  }
}
