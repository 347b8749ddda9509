import type { StateReader, StateTree } from '@graph/core';

/** Rows over which losses fade. */
const HORIZON = 1000;
/** Rows after which it is judged whether networks are worth their work, and rows that a judgement lasts at least. */
const EVERY = 64;
const LEAST_ROWS = 300;
/** Share of the loss of knowing nothing that networks must save. */
const LEAST_SAVING = 0.005;
/** Standard errors by which a saving must be over that to count again. */
const SURE = 2.5;
/** The most that one row's saving counts, in losses of knowing nothing. */
const MOST = 8;

/** Measures on rows that are not yet learned how much a mixture saves by having networks. */
export class NetworkWorth {
  #rows: number;
  #weight: number;
  #saving: number;
  #squares: number;
  #constant: number;
  #judgedAt: number;
  #isWorth: boolean;

  /** @param reader - of the `state()` of an earlier one. */
  constructor(reader?: StateReader) {
    this.#rows = reader?.count('rows') ?? 0;
    this.#weight = reader?.number('weight', 0) ?? 0;
    this.#saving = reader?.number('saving') ?? 0;
    this.#squares = reader?.number('squares', 0) ?? 0;
    this.#constant = reader?.number('constant', 0) ?? 0;
    this.#judgedAt = reader?.count('judgedAt') ?? 0;
    this.#isWorth = reader?.flag('isWorth') ?? true;
  }

  /** Whether they are worth their work. */
  get isWorth(): boolean {
    return this.#isWorth;
  }

  /** Share of the loss of knowing nothing that they save of late; 0 before the first row. */
  get saving(): number {
    return this.#constant === 0 ? 0 : this.#saving / this.#constant;
  }

  /** Takes in the losses of one row: of the mixture, of one without networks, and of the expert that knows nothing. */
  update(own: number, without: number, constant: number): void {
    this.#rows += 1;
    this.#weight = this.#weight * (1 - 1 / HORIZON) + 1;
    const step = 1 / this.#weight;
    this.#constant += (constant - this.#constant) * step;
    const most = MOST * this.#constant;
    const saving = Math.max(-most, Math.min(without - own, most));
    this.#saving += (saving - this.#saving) * step;
    this.#squares += (saving * saving - this.#squares) * step;
    if (this.#rows % EVERY > 0 || this.#rows - this.#judgedAt < LEAST_ROWS) return;
    const rows = Math.min(this.#rows - this.#judgedAt, HORIZON);
    const error = Math.sqrt(Math.max(0, this.#squares - this.#saving * this.#saving) / rows);
    const least = LEAST_SAVING * this.#constant;
    const isWorth = this.#isWorth ? this.#saving + error >= least : this.#saving - SURE * error > least;
    if (isWorth === this.#isWorth) return;
    this.#isWorth = isWorth;
    this.#judgedAt = this.#rows;
  }

  state(): StateTree {
    return {
      rows: this.#rows,
      weight: this.#weight,
      saving: this.#saving,
      squares: this.#squares,
      constant: this.#constant,
      judgedAt: this.#judgedAt,
      isWorth: this.#isWorth,
    };
  }
}
