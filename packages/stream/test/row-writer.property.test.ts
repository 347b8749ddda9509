import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  RowWriter,
  type RowWriterOptions,
  type RowWriterState,
  StreamError,
  TableEncoder,
} from '../src/index.ts';
import { writeRow } from './write-all.ts';

const OPTIONS: RowWriterOptions = { target: 'y', domainColumn: 'd', oneHotLimit: 10, hashBuckets: 3 };

const value = fc.oneof(
  fc.double(),
  fc.integer({ min: -3, max: 3 }),
  fc.constantFrom(
    null,
    undefined,
    '',
    'NA',
    true,
    false,
    'yes',
    '007',
    '2024-05-31',
    '1e400',
    1e300,
    -1e-300,
  ),
  fc.date(),
  fc.bigInt(),
  fc.integer({ min: 0, max: 20 }).map((word) => `w${word}`),
  fc.string(),
  fc.string({ unit: 'binary', maxLength: 4 }),
  fc.constant('a sentence of words'),
  fc.array(fc.integer(), { maxLength: 2 }),
  fc.dictionary(fc.constantFrom('p', '__proto__'), fc.integer(), { maxKeys: 2 }),
);
const row = fc.dictionary(
  fc.constantFrom('a', 'b', 'c', 'd', 'e', 'constructor', '__proto__', 'toString', 'a.p', 'y'),
  value,
  { maxKeys: 8 },
);

/** Writes a row, or returns undefined where it is bad. */
function tryRow(writer: RowWriter, object: unknown): { inputs: number[]; truths: number[] } | undefined {
  let batch = writer.createBatch(1);
  for (let tries = 0; tries < 20; tries += 1) {
    const result = writer.write(object, batch);
    if (typeof result === 'object') return undefined;
    if (result === 'written') return { inputs: [...batch.inputs.data], truths: [...batch.truths] };
    batch = writer.createBatch(1);
  }
  throw new Error('the schema grows for ever');
}

describe('any objects', () => {
  it('are written or bad, never thrown at; only columns are appended, and the encoder follows', () => {
    fc.assert(
      fc.property(fc.array(row, { maxLength: 40 }), (objects) => {
        const writer = new RowWriter(OPTIONS);
        const encoder = new TableEncoder(writer.schema);
        let { schema, revision } = writer;
        let names = encoder.inputNames;
        const kept: { inputs: number[]; label: number }[] = [];
        for (const object of objects) {
          const written = tryRow(writer, object);
          expect(writer.revision > revision).toBe(writer.schema !== schema);
          expect(writer.schema.columns.slice(0, schema.columns.length)).toEqual(schema.columns);
          encoder.grow(writer.schema);
          expect(encoder.inputNames.slice(0, names.length)).toEqual(names);
          expect(new Set(encoder.inputNames).size).toBe(encoder.inputNames.length);
          ({ schema, revision } = writer);
          names = encoder.inputNames;
          if (written === undefined) continue;
          kept.push({ inputs: written.inputs, label: written.truths[0]! });
          for (const number of written.inputs) expect(Math.abs(number)).not.toBe(Number.POSITIVE_INFINITY);
          // Every remembered row is valid in the current layout, and is encoded in finite numbers.
          const batch = writer.createBatch(kept.length);
          batch.inputs.data.fill(Number.NaN);
          for (const [at, { inputs }] of kept.entries()) batch.inputs.data.set(inputs, at * writer.rawWidth);
          batch.size = kept.length;
          const encoded = encoder.createBatch(kept.length, writer.classCount);
          encoder.encode(batch, encoded);
          expect(encoded.inputs.data.every(Number.isFinite)).toBe(true);
          batch.inputs.data.copyWithin(0, (kept.length - 1) * writer.rawWidth);
          batch.size = 1;
          encoder.learn(batch);
        }
      }),
      { numRuns: 300, seed: 11 },
    );
  });

  it('give the same rows from a state taken at any row', () => {
    fc.assert(
      fc.property(fc.array(row, { maxLength: 30 }), fc.nat(), (objects, at) => {
        const writer = new RowWriter(OPTIONS);
        const cut = objects.length === 0 ? 0 : at % objects.length;
        for (const object of objects.slice(0, cut)) tryRow(writer, object);
        const twin = RowWriter.from(structuredClone(writer.state()), OPTIONS);
        expect(twin.state()).toEqual(writer.state());
        for (const object of objects.slice(cut)) expect(tryRow(twin, object)).toEqual(tryRow(writer, object));
        expect(twin.state()).toEqual(writer.state());
      }),
      { numRuns: 300, seed: 12 },
    );
  });

  it('change nothing where they are not remembered', () => {
    fc.assert(
      fc.property(fc.array(row, { maxLength: 10 }), fc.array(row, { maxLength: 5 }), (objects, others) => {
        const writer = new RowWriter(OPTIONS);
        for (const object of objects) tryRow(writer, object);
        const state = structuredClone(writer.state());
        for (const object of others) writeRow(writer, object, { remember: false });
        expect(writer.state()).toEqual(state);
      }),
      { numRuns: 200, seed: 13 },
    );
  });

  it('read the same in a column again, whatever came between', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom('a', 'b'), value), { maxLength: 30 }), (cells) => {
        const writer = new RowWriter({ ...OPTIONS, target: 'none' });
        const last = new Map<number, number[]>();
        // Once all values were met, a second and a third pass read alike.
        for (const pass of [1, 2, 3])
          for (const [at, [name, given]] of cells.entries()) {
            const inputs = tryRow(writer, { [name]: given })!.inputs;
            if (pass === 2) last.set(at, inputs);
          }
        const before = writer.revision;
        for (const [at, [name, given]] of cells.entries()) {
          const inputs = tryRow(writer, { [name]: given })!.inputs;
          expect(inputs).toEqual(last.get(at));
        }
        expect(writer.revision).toBe(before);
      }),
      { numRuns: 200, seed: 14 },
    );
  });
});

describe('a state', () => {
  const writer = new RowWriter(OPTIONS);
  for (const [at, y] of [3, 5, 'word', 3].entries())
    tryRow(writer, { a: at, b: `w${at}`, d: 'north', e: at === 2 ? 'x' : 1, y });
  const state = writer.state();

  it.each(Object.keys(state))('without %s is refused', (field) => {
    for (const wrong of [undefined, null, {}, [], 1.5, 'x', -1, new Float64Array(1)]) {
      const given = { ...state, [field]: wrong } as unknown as RowWriterState;
      if (field === 'labels' && typeof wrong === 'object' && wrong !== null)
        expect(() => RowWriter.from(given, OPTIONS)).toThrow(StreamError);
      let caught: unknown;
      try {
        RowWriter.from(given, OPTIONS);
      } catch (error) {
        caught = error;
      }
      expect(StreamError.is(caught) && caught.code).toBe('STATE');
    }
  });

  it.each(Object.keys(state.labels))('without %s of the labels is refused', (field) => {
    for (const wrong of [undefined, null, {}, 1.5, 'x', ['a'], Uint8Array.of(9)]) {
      const given = { ...state, labels: { ...state.labels, [field]: wrong } } as unknown as RowWriterState;
      let caught: unknown;
      try {
        RowWriter.from(given, OPTIONS);
      } catch (error) {
        caught = error;
      }
      expect(StreamError.is(caught) && caught.code).toBe('STATE');
    }
  });

  it('of something else, or for other targets, is refused', () => {
    for (const wrong of [undefined, null, {}, new TableEncoder(writer.schema).state()])
      expect(() => RowWriter.from(wrong as never, OPTIONS)).toThrow(
        'wanted a state of row-writer, version 1',
      );
    expect(() => RowWriter.from(state, { ...OPTIONS, target: 'z' })).toThrow('for other targets');
  });
});
