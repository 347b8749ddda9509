import type { Method } from '../method.js';

/** Learns from new rows alone and remembers none: what is forgotten then is what all others are measured by. */
export function fineTuning(): Method {
  return {
    kind: 'fine-tuning',
    options: {},
    begin: (work) => ({ learn: () => work.step([work.fresh.ofLabels()]) }),
  };
}
