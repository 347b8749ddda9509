import type { ExpertName } from '../experts/expert.js';

/** What one expert of a mixture is worth, for the first target. */
export type ExpertReport = {
  readonly name: ExpertName;
  /** How much it counts now; those of all experts together are 1. */
  readonly weight: number;
  /** How good it was by itself, over all rows: mean log loss, or mean absolute error; null before the first. */
  readonly loss: number | null;
};
