const number = new Float32Array(1);
const bits = new Int32Array(number.buffer);

// 32 powers of two below 1/2, each cut into 64: 2,048 bins from 0 to 1/2 and as many from 1/2 to 1.
const PER_SIDE = 2048;
const LOWEST = (127 - 33) * 64; // bits of 2^-33, less the 17 that are dropped

/** Number of bins of `scoreBin`. */
export const SCORE_BINS: number = 2 * PER_SIDE;

/**
 * Returns the bin of a probability, 0 to 4,095, growing with it: by the bits of its distance from the nearer of 0 and
 * 1, so that bins narrow towards both ends. Needs no logarithm, so it is the same everywhere.
 *
 * @param score - 0 to 1; what lies outside counts as the end.
 */
export function scoreBin(score: number): number {
  return score < 0.5 ? sideBin(score) : SCORE_BINS - 1 - sideBin(1 - score);
}

function sideBin(distance: number): number {
  number[0] = distance;
  const bin = (bits[0]! >> 17) - LOWEST;
  return bin < 0 ? 0 : bin >= PER_SIDE ? PER_SIDE - 1 : bin;
}
