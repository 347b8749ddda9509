import type { TargetSchema } from '../schema/schema.js';
import { StreamError } from '../stream-error.js';
import type { EncodedBatch, RawRows } from './encoded-batch.js';
import type { Moments } from './moments/moments.js';

/** What targets are encoded with. */
export type TargetEncoding = {
  readonly targets: readonly TargetSchema[];
  readonly moments: Moments;
  /** Which of the moments is the first target's. */
  readonly first: number;
  /** Standardised targets are held within ± this. */
  readonly clip: number;
};

/**
 * Writes the targets of all rows: classes one-hot, numbers standardised, yes or no as it is.
 *
 * @throws StreamError `SHAPE` if the widths are not those of the schema.
 */
export function encodeTargets(rows: RawRows, encoded: EncodedBatch, encoding: TargetEncoding): void {
  const { targets, moments, first, clip } = encoding;
  const count = targets.length;
  if (count === 0) return;
  const { size } = rows;
  const out = encoded.targets.data;
  const width = encoded.targets.shape[1]!;
  const values = rows.targets.data;
  if (targets[0]!.task === 'class') {
    out.fill(0, 0, size * width);
    for (let row = 0; row < size; row += 1) {
      const index = values[row] as number;
      if (index >= 0 && index < width) out[row * width + index] = 1;
    }
    return;
  }
  if (width !== count)
    throw new StreamError('SHAPE', `encoded targets are ${width} wide, this schema has ${count} targets`);
  for (let target = 0; target < count; target += 1) {
    const isScaled = targets[target]!.task === 'regression';
    const mean = isScaled ? moments.mean(first + target) : 0;
    const limit = isScaled ? clip : Number.POSITIVE_INFINITY;
    const deviation = moments.deviation(first + target);
    const factor = isScaled ? (deviation > 0 ? 1 / deviation : 0) : 1;
    for (let row = 0; row < size; row += 1)
      out[row * count + target] = Math.max(
        -limit,
        Math.min(limit, ((values[row * count + target] as number) - mean) * factor),
      );
  }
}
