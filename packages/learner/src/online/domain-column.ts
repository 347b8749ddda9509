import type { LearnerBatch, RememberedRows } from './learner-batch.js';

/**
 * Gives batches without a column `domains` one of zeros, for memories that have such a field. Allocates once for each
 * batch object, which is refilled from then on.
 */
export class DomainColumn {
  readonly #known = new WeakMap<LearnerBatch, RememberedRows>();

  /** Returns `rows` itself if it has the column, else a batch with the same columns and that one. */
  of(rows: LearnerBatch): RememberedRows {
    if (hasDomains(rows)) return rows;
    let known = this.#known.get(rows);
    if (known === undefined || known.inputs !== rows.inputs || known.targets !== rows.targets) {
      known = { ...rows, domains: new Uint16Array(rows.inputs.shape[0]!) };
      this.#known.set(rows, known);
    }
    known.size = rows.size;
    return known;
  }
}

function hasDomains(rows: LearnerBatch): rows is RememberedRows {
  return rows.domains !== undefined;
}
