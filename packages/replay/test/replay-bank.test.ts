import { Random } from '@graph/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ReplayBank, ReplayError } from '../src/index.js';

/** A memory as plain arrays, which draws with `Random`. */
class PlainMemory {
  readonly #capacity: number;
  readonly #eviction: 'fifo' | 'reservoir';
  readonly rows: number[][] = [];
  #random: Random;
  seen = 0;

  constructor(capacity: number, eviction: 'fifo' | 'reservoir', seed: number) {
    this.#capacity = capacity;
    this.#eviction = eviction;
    this.#random = Random.fromSeed(seed, 'replay-bank');
  }

  copy(): PlainMemory {
    const copied = new PlainMemory(this.#capacity, this.#eviction, 0);
    copied.rows.push(...this.rows.map((row) => [...row]));
    copied.#random = Random.from(this.#random.state());
    copied.seen = this.seen;
    return copied;
  }

  update(row: readonly number[]): void {
    const isFull = this.rows.length === this.#capacity;
    const oldest = this.seen % this.#capacity;
    this.seen += 1;
    const slot = !isFull
      ? this.rows.length
      : this.#eviction === 'fifo'
        ? oldest
        : this.#random.below(this.seen);
    if (slot < this.#capacity) this.rows[slot] = [...row];
  }

  sample(count: number): number[] {
    const places = this.rows.map((_, at) => at);
    const drawn = Math.min(count, places.length);
    for (let at = 0; at < drawn; at += 1) {
      const other = at + this.#random.below(places.length - at);
      [places[at], places[other]] = [places[other]!, places[at]!];
    }
    return places.slice(0, drawn).flatMap((place) => this.rows[place]!);
  }
}

const width = 3;
type Step =
  | { readonly kind: 'add'; readonly seed: number }
  | { readonly kind: 'copy'; readonly of: number }
  | { readonly kind: 'remove'; readonly of: number }
  | { readonly kind: 'sleep'; readonly of: number }
  | { readonly kind: 'update'; readonly of: number }
  | { readonly kind: 'sample'; readonly of: number; readonly count: number };

const of = fc.nat(30);
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constant('add' as const), seed: fc.integer() }),
  fc.record({ kind: fc.constant('copy' as const), of }),
  fc.record({ kind: fc.constant('remove' as const), of }),
  fc.record({ kind: fc.constant('sleep' as const), of }),
  fc.record({ kind: fc.constant('sample' as const), of, count: fc.nat(9) }),
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('update' as const), of }) },
);

describe('ReplayBank', () => {
  it('remembers and draws what plain memories do, whatever is added, copied, removed, taken out and put back', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 7 }),
        fc.constantFrom('fifo' as const, 'reservoir' as const),
        fc.array(step, { maxLength: 120 }),
        (capacity, eviction, steps) => {
          const bank = new ReplayBank({ width, capacity, eviction });
          const pairs: { index: number; plain: PlainMemory }[] = [];
          const out = new Float32Array(9 * width);
          let next = 0;
          for (const each of steps) {
            const pair = 'of' in each ? pairs[each.of % Math.max(1, pairs.length)] : undefined;
            if (each.kind === 'add')
              pairs.push({
                index: bank.add(each.seed),
                plain: new PlainMemory(capacity, eviction, each.seed),
              });
            else if (pair === undefined) continue;
            else if (each.kind === 'copy')
              pairs.push({ index: bank.copy(pair.index), plain: pair.plain.copy() });
            else if (each.kind === 'remove') {
              bank.remove(pair.index);
              expect(bank.has(pair.index)).toBe(false);
              pairs.splice(pairs.indexOf(pair), 1);
            } else if (each.kind === 'sleep') {
              const bytes = bank.take(pair.index);
              bank.remove(pair.index);
              pair.index = bank.put(bytes);
              expect(bank.take(pair.index)).toEqual(bytes);
            } else if (each.kind === 'update') {
              const row = [next, next + 0.5, -next];
              next += 1;
              bank.update(pair.index, Float32Array.from(row));
              pair.plain.update(row);
            } else {
              const drawn = bank.sample(pair.index, each.count, out);
              const wanted = pair.plain.sample(each.count);
              expect([...out.subarray(0, drawn * width)]).toEqual(wanted);
            }
          }
          expect(bank.size).toBe(pairs.length);
          expect(new Set(pairs.map(({ index }) => index)).size).toBe(pairs.length);
          for (const { index, plain } of pairs) {
            const rows = new Float32Array(capacity * width);
            expect(bank.read(index, rows)).toBe(plain.rows.length);
            expect([...rows.subarray(0, plain.rows.length * width)]).toEqual(plain.rows.flat());
            expect([bank.rows(index), bank.seen(index)]).toEqual([plain.rows.length, plain.seen]);
          }
        },
      ),
      { seed: 1, numRuns: 200 },
    );
  });

  it('holds thousands of memories in one arena, each with its own rows', () => {
    const bank = new ReplayBank({ width: 2, capacity: 64 });
    const count = 5000;
    for (let seed = 0; seed < count; seed += 1) expect(bank.add(seed)).toBe(seed);
    for (let at = 0; at < 3 * count; at += 1)
      bank.update((at * 7) % count, Float32Array.of(at, (at * 7) % count));
    const out = new Float32Array(128);
    for (const index of [0, 1, 2047, 4999]) {
      expect(bank.read(index, out)).toBe(3);
      expect([out[1], out[3], out[5]]).toEqual([index, index, index]);
    }
  });

  it('draws each row equally often, and none twice (chi-squared, alpha 0.001)', () => {
    const bank = new ReplayBank({ width: 1, capacity: 20 });
    const index = bank.add(5);
    for (let row = 0; row < 20; row += 1) bank.update(index, Float32Array.of(row));
    const counts = new Float64Array(20);
    const out = new Float32Array(4);
    for (let draw = 0; draw < 5000; draw += 1) {
      expect(bank.sample(index, 4, out)).toBe(4);
      expect(new Set(out).size).toBe(4);
      for (const row of out) counts[row]! += 1;
    }
    const wanted = (5000 * 4) / 20;
    const statistic = counts.reduce((sum, count) => sum + (count - wanted) ** 2 / wanted, 0);
    // 19 degrees of freedom.
    expect(statistic).toBeLessThan(43.8);
  });

  it('says what is wrong, and changes nothing', () => {
    const bank = new ReplayBank({ width: 2, capacity: 3 });
    const index = bank.add(1);
    bank.update(index, Float32Array.of(1, 2, 3));
    const before = bank.take(index);
    const bad: readonly (readonly [string, RegExp, () => unknown])[] = [
      ['OPTION', /width is 0, wanted a whole number/, () => new ReplayBank({ width: 0, capacity: 3 })],
      ['OPTION', /wanted at most 1073741824/, () => new ReplayBank({ width: 2 ** 20, capacity: 2 ** 20 })],
      ['OPTION', /no memory 7, wanted the number of one of its 1/, () => bank.update(7, new Float32Array(2))],
      ['OPTION', /no memory 1/, () => bank.remove(1)],
      ['OPTION', /seed is 0.5/, () => bank.add(0.5)],
      ['OPTION', /count is NaN/, () => bank.sample(index, Number.NaN, new Float32Array(9))],
      ['SHAPE', /the row has 1 numbers, wanted 2/, () => bank.update(index, new Float32Array(1))],
      ['BATCH', /room for 1 numbers, wanted 2/, () => bank.sample(index, 3, new Float32Array(1))],
      ['BATCH', /room for 0 numbers, wanted 2/, () => bank.read(index, new Float32Array(0))],
      ['BATCH', /room for 31 bytes, wanted 32/, () => bank.take(index, new Uint8Array(40), 9)],
      ['STATE', /there are 9 bytes/, () => bank.put(new Uint8Array(9))],
      [
        'STATE',
        /there are 40 bytes, wanted 32 after 1 rows/,
        () => bank.put(Uint8Array.of(...before, ...new Uint8Array(8))),
      ],
      [
        'STATE',
        /words of the generator are all 0/,
        () => bank.put(before.map((byte, at) => (at >= 8 && at < 24 ? 0 : byte))),
      ],
      ['STATE', /counts no rows/, () => bank.put(before.map((byte, at) => (at < 8 ? 255 : byte)))],
    ];
    for (const [code, message, call] of bad) {
      expect(call, String(message)).toThrow(message);
      try {
        call();
      } catch (error) {
        expect(ReplayError.is(error) && error.code).toBe(code);
      }
    }
    expect(bank.size).toBe(1);
    expect(bank.take(index)).toEqual(before);
    expect(bank.take(index, new Uint8Array(40), 8).subarray(8)).toEqual(before);
    expect(bank.options).toEqual({ width: 2, capacity: 3, eviction: 'fifo' });
  });
});
