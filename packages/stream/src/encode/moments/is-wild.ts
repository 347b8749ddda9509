import type { Moments } from './moments.js';

/** Deviations beyond which a target is not to be learned. */
const WILD = 100;

/** Tells whether a target's value lies beyond what should be learned, or stands for no value. */
export function isWild(moments: Moments, column: number, value: number): boolean {
  const deviation = moments.deviation(column);
  return (
    value === moments.sentinel(column) ||
    (deviation > 0 && Math.abs(value - moments.mean(column)) > WILD * deviation)
  );
}
