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
    const key = textOf(batch.inputs.data.subarray((batch.size - 1) * width, batch.size * width));
    if (seen.has(key)) batch.size -= 1;
    seen.add(key);
  }
}

/**
 * Fills `batch` with distinct held-out rows of a list: with all that there are, or as many as fit, drawn evenly.
 *
 * @param append - appends the row at an index to the batch, if it is a held-out one.
 * @throws CurriculumError `LEVEL` if there is none.
 */
export function pickHeldOut(
  batch: CurriculumBatch,
  label: string,
  count: number,
  append: (batch: CurriculumBatch, index: number) => void,
): void {
  const [capacity, width] = batch.inputs.shape as [number, number];
  const random = Random.fromSeed(SEED, 'curriculum', 'held-out', label);
  const order = Uint32Array.from({ length: count }, (_, index) => index);
  const seen = new Set<string>();
  for (let at = 0; at < count && batch.size < capacity; at += 1) {
    // Fisher and Yates: each of the rest is as likely to be the next.
    const other = at + random.below(count - at);
    const index = order[other]!;
    order[other] = order[at]!;
    const before = batch.size;
    append(batch, index);
    if (batch.size === before) continue;
    const key = textOf(batch.inputs.data.subarray(before * width, batch.size * width));
    if (seen.has(key)) batch.size = before;
    seen.add(key);
  }
  if (batch.size === 0)
    throw new CurriculumError(
      'LEVEL',
      `level ${label} has no held-out row among its ${count}: give it more distinct inputs`,
    );
}

/** The same text for the same numbers; −0 is 0. */
function textOf(row: Float32Array): string {
  const halves = new Uint16Array(row.map((value) => value + 0).buffer);
  let text = '';
  for (let from = 0; from < halves.length; from += 1024)
    text += String.fromCharCode(...halves.subarray(from, from + 1024));
  return text;
}
