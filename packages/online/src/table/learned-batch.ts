import type { AnsweredRows } from '../rows/answered-rows.js';
import type { RowMemory } from '../session/row-memory.js';
import type { EncodedRows } from './encoded-memory.js';
import type { TableCodec } from './table-codec.js';

/** Rows that are due, encoded for a network: those that are to be learned, and beside them all of them, raw, to be remembered. */
export class LearnedBatch {
  readonly #codec: TableCodec;
  readonly #due: AnsweredRows;
  readonly #capacity: number;
  #batch: EncodedRows;

  /** @param capacity - rows that are due at most. */
  constructor(codec: TableCodec, due: AnsweredRows, capacity: number) {
    this.#codec = codec;
    this.#due = due;
    this.#capacity = capacity;
    this.#batch = this.#create();
  }

  /** Encodes the rows with the current statistics; the same object each time. */
  encode(): EncodedRows {
    const { inputWidth, outputWidth } = this.#codec;
    const { inputs, targets } = this.#batch;
    if (outputWidth !== targets.shape[1] || inputWidth !== inputs.shape[1]) this.#batch = this.#create();
    this.#codec.encode(this.#due.rows, this.#batch);
    this.#dropWild();
    return this.#batch;
  }

  /** Where none of the rows is to be learned, remembers them all the same, for they may prove usual later; none is due then. */
  rememberWild(memory: RowMemory): void {
    if (this.#batch.size > 0 || this.#due.rows.size === 0) return;
    memory.add(this.#due.rows);
    this.#due.clear();
  }

  /** Makes room for rows that have got wider. */
  grow(): void {
    this.#batch = this.#create();
  }

  /** Moves the rows that are to be learned to the front: what lies too far away teaches nothing. */
  #dropWild(): void {
    const batch = this.#batch;
    const { rows } = this.#due;
    const { inputs, targets, domains, size } = batch;
    const [width, outputs] = [inputs.shape[1]!, targets.shape[1]!];
    let kept = 0;
    for (let row = 0; row < size; row += 1) {
      if (this.#codec.isWild(rows, row)) continue;
      if (kept < row) {
        inputs.data.copyWithin(kept * width, row * width, (row + 1) * width);
        targets.data.copyWithin(kept * outputs, row * outputs, (row + 1) * outputs);
        domains[kept] = domains[row]!;
      }
      kept += 1;
    }
    batch.size = kept;
  }

  #create(): EncodedRows {
    return Object.assign(this.#codec.createBatch(this.#capacity), { raw: this.#due.rows });
  }
}
