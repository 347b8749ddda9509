import { Random } from '@graph/core';
import { check } from '../check.js';
import { WordRandom } from '../kernels/word-random.js';
import { ReplayError } from '../replay-error.js';
import { BankArena } from './bank-arena.js';
import { checkReplayBankOptions, type ReplayBankOptions } from './replay-bank-options.js';

/** Bytes before the rows of a memory: how many rows it has seen (float64), and the four words of its generator. */
const HEAD = 24;
const WORDS = 4;

/**
 * Many small memories of equal rows in one arena, for a learner per user, machine or key: each takes the bytes of its rows and 24
 * more, and is made without allocating anything. Each draws by a generator of its own, so that what one does changes no other.
 *
 * @example
 * ```ts
 * const bank = new ReplayBank({ width: 3, capacity: 64 });
 * const [anna, ben] = [bank.add(1), bank.add(2)];
 * bank.update(anna, Float32Array.of(1, 2, 3));
 * const rows = new Float32Array(8 * 3);
 * bank.sample(anna, 8, rows); // 1: there is one row
 * ```
 */
export class ReplayBank {
  readonly #options: Required<ReplayBankOptions>;
  readonly #arena: BankArena;
  readonly #free: number[] = [];
  /** Which numbers are those of a memory. */
  #used = new Uint8Array(64);
  #count = 0;
  /** The words of the memory at work. */
  readonly #random: WordRandom;
  /** 0 to capacity - 1, in order but while rows are drawn. */
  readonly #slots: Uint32Array;
  readonly #swapped: Uint32Array;

  /** @throws ReplayError `OPTION` */
  constructor(options: ReplayBankOptions) {
    this.#options = checkReplayBankOptions(options);
    const { width, capacity } = this.#options;
    this.#arena = new BankArena(HEAD + 4 * width * capacity);
    this.#random = new WordRandom(new Int32Array(WORDS), Random.fromSeed(0).state());
    this.#slots = Uint32Array.from({ length: capacity }, (_, slot) => slot);
    this.#swapped = new Uint32Array(capacity);
  }

  /** What it was made with. */
  get options(): Required<ReplayBankOptions> {
    return this.#options;
  }

  /** Number of memories. */
  get size(): number {
    return this.#count - this.#free.length;
  }

  /** Whether a number is that of a memory. */
  has(index: number): boolean {
    return this.#used[index] === 1;
  }

  /**
   * Adds an empty memory that draws the numbers of `Random.fromSeed(seed, 'replay-bank')`.
   *
   * @returns its number: the last that was removed, or the next.
   * @throws ReplayError `OPTION` if the seed is not a safe integer.
   */
  add(seed: number): number {
    check.seed(seed);
    const { words } = Random.fromSeed(seed, 'replay-bank').state();
    const index = this.#take();
    const { doubles, words: all } = this.#arena.blockOf(index);
    const at = this.#arena.offsetOf(index);
    doubles[at / 8] = 0;
    all.set(words, at / 4 + 2);
    return index;
  }

  /** Adds a memory that is as memory `index` is now, and returns its number. @throws ReplayError `OPTION` */
  copy(index: number): number {
    this.#check(index);
    const copied = this.#take();
    const from = this.#arena.offsetOf(index);
    const bytes = this.#arena.blockOf(index).bytes.subarray(from, from + this.bytesOf(index));
    this.#arena.blockOf(copied).bytes.set(bytes, this.#arena.offsetOf(copied));
    return copied;
  }

  /** Removes a memory; its number will be given to another. @throws ReplayError `OPTION` if there is none. */
  remove(index: number): void {
    this.#check(index);
    this.#used[index] = 0;
    this.#free.push(index);
  }

  /** Rows that a memory holds. @throws ReplayError `OPTION` */
  rows(index: number): number {
    return Math.min(this.seen(index), this.#options.capacity);
  }

  /** Rows that a memory was ever given. @throws ReplayError `OPTION` */
  seen(index: number): number {
    this.#check(index);
    return this.#arena.blockOf(index).doubles[this.#arena.offsetOf(index) / 8]!;
  }

  /**
   * Takes in a row, which is copied. When the memory is full, a row is forgotten: see `eviction`.
   *
   * @param row - `[≥ width]`; what is beyond is not read.
   * @throws ReplayError `SHAPE`, `OPTION`; nothing has changed then.
   */
  update(index: number, row: Float32Array): void {
    const { width, capacity, eviction } = this.#options;
    if (row.length < width)
      throw new ReplayError('SHAPE', `the row has ${row.length} numbers, wanted ${width}`);
    const seen = this.seen(index);
    const { doubles, floats } = this.#arena.blockOf(index);
    const at = this.#arena.offsetOf(index);
    doubles[at / 8] = seen + 1;
    let slot = seen % capacity;
    if (eviction === 'reservoir') slot = seen < capacity ? seen : this.#below(index, seen + 1);
    if (slot >= capacity) return;
    const to = (at + HEAD) / 4 + slot * width;
    for (let column = 0; column < width; column += 1) floats[to + column] = row[column]!;
  }

  /**
   * Draws rows, each at most once and all sets equally likely: a Fisher–Yates shuffle of the places of its rows that ends after
   * `count` draws, of `below(rows)`, `below(rows - 1)` and so on.
   *
   * @param out - takes the rows one after the other.
   * @returns how many there are: `count`, or all that the memory holds.
   * @throws ReplayError `BATCH` if `out` has no room for them; `OPTION`. Nothing has changed then.
   */
  sample(index: number, count: number, out: Float32Array): number {
    const { width } = this.#options;
    const rows = this.rows(index);
    const drawn = Math.min(count, rows);
    if (!(count >= 0)) throw check.error(`count is ${count}, wanted a whole number ≥ 0`);
    if (out.length < drawn * width)
      throw new ReplayError('BATCH', `there is room for ${out.length} numbers, wanted ${drawn * width}`);
    if (drawn === 0) return 0;
    const { floats, words } = this.#arena.blockOf(index);
    const at = this.#arena.offsetOf(index);
    this.#load(words, at);
    const [slots, swapped] = [this.#slots, this.#swapped];
    for (let draw = 0; draw < drawn; draw += 1) {
      const other = draw + this.#random.below(rows - draw);
      swapped[draw] = other;
      const slot = slots[other]!;
      slots[other] = slots[draw]!;
      slots[draw] = slot;
      const from = (at + HEAD) / 4 + slot * width;
      for (let column = 0; column < width; column += 1) out[draw * width + column] = floats[from + column]!;
    }
    // Back in order: the next draw of any memory begins alike.
    for (let draw = drawn - 1; draw >= 0; draw -= 1) {
      const other = swapped[draw]!;
      const slot = slots[other]!;
      slots[other] = slots[draw]!;
      slots[draw] = slot;
    }
    this.#store(words, at);
    return drawn;
  }

  /**
   * Copies the rows that a memory holds, in the order of their places: that in which they came, as long as none was forgotten.
   *
   * @returns how many there are.
   * @throws ReplayError `BATCH` if `out` has no room for them; `OPTION`.
   */
  read(index: number, out: Float32Array): number {
    const rows = this.rows(index);
    const length = rows * this.#options.width;
    if (out.length < length)
      throw new ReplayError('BATCH', `there is room for ${out.length} numbers, wanted ${length}`);
    const from = (this.#arena.offsetOf(index) + HEAD) / 4;
    out.set(this.#arena.blockOf(index).floats.subarray(from, from + length));
    return rows;
  }

  /** Bytes that `take` gives: 24 and those of the rows that the memory holds. @throws ReplayError `OPTION` */
  bytesOf(index: number): number {
    return HEAD + 4 * this.#options.width * this.rows(index);
  }

  /**
   * Returns all that a memory is, as bytes for `put`: of this bank, or of another with the same options. At fixed offsets: rows seen as a
   * float64, the four words of its generator, the rows.
   *
   * @param out - takes them, where they should not be new bytes.
   * @param offset - from where in `out`.
   * @throws ReplayError `BATCH` if `out` has no room for them; `OPTION`.
   */
  take(index: number, out?: Uint8Array, offset = 0): Uint8Array {
    const length = this.bytesOf(index);
    const to = out ?? new Uint8Array(length);
    if (to.length < offset + length)
      throw new ReplayError('BATCH', `there is room for ${to.length - offset} bytes, wanted ${length}`);
    const from = this.#arena.offsetOf(index);
    to.set(this.#arena.blockOf(index).bytes.subarray(from, from + length), offset);
    return to;
  }

  /**
   * Adds the memory that `take` returned, and returns its number.
   *
   * @throws ReplayError `STATE` if the bytes are not those of a memory of these options.
   */
  put(bytes: Uint8Array): number {
    const { width, capacity } = this.#options;
    if (bytes.length < HEAD)
      throw new ReplayError('STATE', `there are ${bytes.length} bytes, wanted ${HEAD} or more`);
    const head = new DataView(bytes.slice(0, HEAD).buffer);
    const seen = head.getFloat64(0, true);
    if (!(Number.isSafeInteger(seen) && seen >= 0))
      throw new ReplayError('STATE', `the bytes begin with ${seen}, which counts no rows`);
    const wanted = HEAD + 4 * width * Math.min(seen, capacity);
    if (bytes.length !== wanted)
      throw new ReplayError('STATE', `there are ${bytes.length} bytes, wanted ${wanted} after ${seen} rows`);
    let isSeeded = false;
    for (let word = 0; word < WORDS; word += 1) isSeeded ||= head.getInt32(8 + 4 * word, true) !== 0;
    if (!isSeeded) throw new ReplayError('STATE', 'the words of the generator are all 0');
    const index = this.#take();
    this.#arena.blockOf(index).bytes.set(bytes, this.#arena.offsetOf(index));
    return index;
  }

  /** Draws one number of a memory's generator. */
  #below(index: number, bound: number): number {
    const { words } = this.#arena.blockOf(index);
    const at = this.#arena.offsetOf(index);
    this.#load(words, at);
    const value = this.#random.below(bound);
    this.#store(words, at);
    return value;
  }

  #load(words: Int32Array, at: number): void {
    for (let word = 0; word < WORDS; word += 1) this.#random.words[word] = words[at / 4 + 2 + word]!;
  }

  #store(words: Int32Array, at: number): void {
    for (let word = 0; word < WORDS; word += 1) words[at / 4 + 2 + word] = this.#random.words[word]!;
  }

  #check(index: number): void {
    if (!this.has(index))
      throw check.error(`the bank has no memory ${index}, wanted the number of one of its ${this.size}`);
  }

  #take(): number {
    const index = this.#free.pop() ?? this.#count;
    if (index === this.#count) this.#count += 1;
    this.#arena.reserve(index);
    if (index >= this.#used.length) {
      const used = new Uint8Array(2 * index);
      used.set(this.#used);
      this.#used = used;
    }
    this.#used[index] = 1;
    return index;
  }
}
