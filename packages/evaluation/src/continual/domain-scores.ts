import { type OptionNames, StateFormat, type StateTree } from '@graph/core';
import { check } from '../check.js';
import { checkFinite } from '../check-row.js';
import { EvaluationError } from '../errors.js';
import type { EvaluationState } from '../state.js';

/** How the rows of a domain are averaged. */
export type DomainScoresOptions = {
  /** Rows of a block, a whole number ≥ 1. Default 500. */
  readonly blockRows?: number;
};

const NAMES: OptionNames<DomainScoresOptions> = { blockRows: true };
const FORMAT = new StateFormat('domain-scores', 1, EvaluationError);

/** How good it is on one domain. What is not defined yet is null. */
export type DomainFigures = {
  readonly domain: number;
  readonly rows: number;
  /** Mean of all its rows. */
  readonly mean: number | null;
  /** Mean of its latest whole block. */
  readonly latest: number | null;
  /** Mean of its best block so far. */
  readonly best: number | null;
};

/** All domains met, and what was forgotten over them. */
export type DomainReport = {
  readonly domains: readonly DomainFigures[];
  /** Mean of `mean` over the domains: each counts the same, however few its rows. */
  readonly average: number | null;
  /** Mean of (best − latest) over the domains that have a whole block; never under 0. */
  readonly forgetting: number | null;
};

const FIELDS = 6; // rows, sum, sum of the open block, rows of it, latest block, best block

/**
 * Follows a prequential score by domain on a stream without tasks: the rows of a domain are averaged in blocks, so
 * that a domain that was good once and is bad when it comes back shows as forgotten.
 *
 * @example
 * ```ts
 * const scores = new DomainScores({ blockRows: 2 });
 * for (const right of [1, 1, 0, 1]) scores.update(0, right);
 * scores.report().forgetting; // 0.5: 1 at its best, 0.5 in the latest block
 * ```
 */
export class DomainScores {
  readonly #blockRows: number;
  // [domains, FIELDS]
  #fields: Float64Array = new Float64Array(4 * FIELDS);

  /** @throws EvaluationError `OPTION` if `blockRows` is out of range. */
  constructor(options: DomainScoresOptions = {}) {
    check.names('DomainScores', options, NAMES);
    const { blockRows = 500 } = options;
    check.wholeNumber('blockRows', blockRows, { min: 1 });
    this.#blockRows = blockRows;
  }

  /**
   * Takes the score of one row. O(1); allocates only when a domain is met for the first time.
   *
   * @param domain - 0 to 65535 (both inclusive).
   * @param score - more is better: 1 for right and 0 for wrong, or a negative loss.
   * @throws EvaluationError `VALUE` if either is anything else; nothing is changed then.
   */
  update(domain: number, score: number): void {
    if (!(domain >= 0 && domain <= 65535 && domain === Math.floor(domain)))
      throw new EvaluationError('VALUE', `domain is ${domain}, wanted a whole number from 0 to 65535`);
    checkFinite(score, 'score');
    const at = domain * FIELDS;
    if (at >= this.#fields.length) this.#grow(at);
    const fields = this.#fields;
    fields[at]! += 1;
    fields[at + 1]! += score;
    fields[at + 2]! += score;
    fields[at + 3]! += 1;
    if (fields[at + 3] !== this.#blockRows) return;
    const block = fields[at + 2]! / this.#blockRows;
    const isFirst = fields[at] === this.#blockRows;
    fields[at + 2] = 0;
    fields[at + 3] = 0;
    fields[at + 4] = block;
    if (isFirst || block > fields[at + 5]!) fields[at + 5] = block;
  }

  /** Makes the figures so far. O(domains). */
  report(): DomainReport {
    const domains: DomainFigures[] = [];
    for (let domain = 0; domain * FIELDS < this.#fields.length; domain += 1) {
      const [rows, sum, , , latest, best] = this.#fields.subarray(domain * FIELDS, (domain + 1) * FIELDS);
      if (rows === 0) continue;
      const whole = rows! >= this.#blockRows;
      domains.push({
        domain,
        rows: rows!,
        mean: sum! / rows!,
        latest: whole ? latest! : null,
        best: whole ? best! : null,
      });
    }
    const measured = domains.filter(({ best }) => best !== null);
    return {
      domains,
      average: mean(domains.map((figures) => figures.mean!)),
      forgetting: mean(measured.map(({ best, latest }) => best! - latest!)),
    };
  }

  /** Returns a copy of the state. */
  state(): EvaluationState<'domain-scores'> {
    return { ...FORMAT.header, blockRows: this.#blockRows, fields: this.#fields.slice() };
  }

  /** Restores it from its `state()`. @throws EvaluationError `STATE` if it is not such a state. */
  static from(state: StateTree): DomainScores {
    const reader = FORMAT.read(state);
    const scores = new DomainScores({ blockRows: reader.count('blockRows', 1) });
    const fields = reader.floats('fields');
    if (fields.length === 0 || fields.length % FIELDS > 0)
      throw reader.error('fields', `a Float64Array of ${FIELDS} for each domain`);
    scores.#fields = fields;
    return scores;
  }

  #grow(at: number): void {
    let length = this.#fields.length;
    while (length <= at) length *= 2;
    const larger = new Float64Array(length);
    larger.set(this.#fields);
    this.#fields = larger;
  }
}

function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}
