import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Model, OnlineModel } from '@graph/online';
import { RowWriter, type TableSchema } from '@graph/stream';
import { describe, expect, it } from 'vitest';
import { ExportError, toOnnx } from '../src/index.js';
import { agreement } from './agreement.ts';
import { classes, everything, prices, type RowMaker, trained } from './models.ts';
import { openOnnx, RUNTIMES, WITHOUT_RUNTIME } from './onnx-runtime.ts';
import { PYTHON, pythonHas } from './python.ts';

/** No decision differs, and no probability by more than this; numbers in standard deviations of the target. */
const CLOSE = 1e-5;

/** A column of words first, whose numbers come later, and the other way round; a column that appears late. */
const widening: RowMaker = (random) => {
  const u = random.float();
  const isOdd = random.below(5) === 0;
  return {
    code: isOdd ? ['none such', 'other', 'third'][random.below(3)] : random.below(1000) / 7,
    kind: random.below(3) === 0 ? random.below(2) === 1 : random.below(50),
    when: random.below(4) === 0 ? 'later' : new Date(1.6e12 + random.below(1e9)),
    huge: random.below(6) === 0 ? 1e300 * (1 + u) : u,
    ...(random.below(2) === 0 ? { further: u } : {}),
    y: u + (isOdd ? 0.4 : 0) > 0.8,
  };
};

/** More cities than have inputs of their own. */
const CITIES = Array.from({ length: 120 }, (_, at) => `city ${at}`);
const cities: RowMaker = (random) => {
  const at = Math.min(random.below(CITIES.length), random.below(CITIES.length));
  return { city: CITIES[at], u: random.float(), y: (at % 3) + random.float() > 1.5 };
};

describe.each(RUNTIMES.length > 0 ? RUNTIMES : ['no runtime'])(
  `toOnnx in %s${WITHOUT_RUNTIME}`,
  (runtime) => {
    const test = it.skipIf(RUNTIMES.length === 0);

    test('says yes or no as the model does, whatever a column is, and whatever is missing or strange', async () => {
      const { state, rows } = trained({ target: 'y' }, everything);
      const numbers = [1e300, -1e300, Number.POSITIVE_INFINITY, 1e30, -5, 0, Number.NaN, 3.5e38];
      const words = ['never met', 'RED', 'red', '', 'null', 'NuLL', '?', '#N/a'];
      const strange = [
        ...numbers.map((a, at) => ({ ...rows[at], a })),
        ...words.map((word, at) => ({ ...rows[at], word })),
      ];
      const { worst, different } = await agreement(runtime, toOnnx(state), state, [...rows, ...strange]);
      expect(different).toBe(0);
      expect(worst).toBeLessThan(CLOSE);
    });

    test('names classes as the model does', async () => {
      const { state, rows } = trained({ target: 'y' }, classes);
      const { worst, different } = await agreement(runtime, toOnnx(state), state, rows);
      expect(different).toBe(0);
      expect(worst).toBeLessThan(CLOSE);
    });

    test('gives numbers in their own unit', async () => {
      const { state, rows } = trained({ target: 'price' }, prices);
      const far = [9, -9, 30, 1e9].map((u, at) => ({ ...rows[at], u }));
      expect((await agreement(runtime, toOnnx(state), state, [...rows, ...far])).worst).toBeLessThan(CLOSE);
    });

    test('gives several targets, each under its name', async () => {
      const { state, rows } = trained({ target: ['price', 'u'] }, prices, { train: 400 });
      expect((await agreement(runtime, toOnnx(state), state, rows)).worst).toBeLessThan(CLOSE);
      const both = trained({ target: ['y', 'flag'] }, (random) => {
        const { y, a, score } = everything(random);
        return { y, a, score, flag: (score as number) > 0 };
      });
      const { worst, different } = await agreement(runtime, toOnnx(both.state), both.state, both.rows);
      expect(different).toBe(0);
      expect(worst).toBeLessThan(CLOSE);
    });

    test('answers in the type of the labels: numbers, words, truths', async () => {
      const labels = [
        [0, 1],
        ['no', 'yes'],
        [3, 7, 11, 'many'],
      ];
      for (const words of labels) {
        const { state, rows } = trained(
          { target: 'y' },
          (random) => {
            const u = random.float();
            return { u, y: words[Math.floor(u * words.length)] };
          },
          { train: 300, test: 300 },
        );
        const { worst, different } = await agreement(runtime, toOnnx(state), state, rows);
        // Where numbers and words are mixed, all are texts.
        if (words.length < 4) expect(different).toBe(0);
        expect(worst).toBeLessThan(CLOSE);
      }
    });

    test('takes a column that outgrew its first type in several forms', async () => {
      const { state, rows } = trained({ target: 'y' }, widening, { train: 800 });
      expect(new Set(Model.from(state).schema.columns.map(({ name }) => name)).size).toBeLessThan(
        Model.from(state).schema.columns.length,
      );
      const { worst, different } = await agreement(runtime, toOnnx(state), state, rows);
      expect(different).toBe(0);
      expect(worst).toBeLessThan(CLOSE);
    });

    test('reads a yes or no among words as the model does: NO is a country, and a no', async () => {
      let before = 0;
      const { state, rows } = trained(
        { target: 'y' },
        (random) => {
          before += 1;
          if (before === 1) return { country: 'NO', y: true };
          const country = ['NO', 'DE', 'yes', 'SE', 'off', 'No', null][random.below(7)];
          return { country, y: country === 'NO' || random.below(3) === 0 };
        },
        { train: 300, test: 300 },
      );
      expect(Model.from(state).schema.columns.map(({ type }) => type)).toContain('boolean');
      const { worst, different } = await agreement(runtime, toOnnx(state), state, rows);
      expect(different).toBe(0);
      expect(worst).toBeLessThan(CLOSE);
    });

    test('knows what a schema says: numbers and words that mean none, seconds since 1970, whole numbers as words', async () => {
      const schema: TableSchema = {
        version: 1,
        columns: [
          { name: 'u', type: 'number', missing: true, origin: 0, scale: 1, sentinels: [-999, -1] },
          {
            name: 'when',
            type: 'date',
            missing: false,
            origin: 1.6e12,
            cycles: ['day'],
            notation: 'seconds since 1970',
          },
          { name: 'word', type: 'category', missing: true, slots: 6, buckets: 0 },
        ],
        targets: [{ name: 'y', task: 'binary', origin: 0, scale: 1 }],
        domainColumn: null,
        timeColumn: null,
        missing: ['leer', 'nicht erfasst'],
      };
      const { state, rows } = trained(
        { target: 'y', schema },
        (random) => {
          const u = [-999, -1, null, random.float(), random.float()][random.below(5)]!;
          const word = ['leer', 'LEER', 'Nicht erfasst', 'NA', '7', '8', 'a', ''][random.below(8)];
          return { u, when: 1.6e9 + random.below(1e7), word, y: (u ?? 0) > 0.5 || word === 'NA' };
        },
        { train: 400, test: 400 },
      );
      expect(Model.from(state).schema).toMatchObject({ missing: ['leer', 'nicht erfasst'] });
      const file = toOnnx(state);
      const { worst, different } = await agreement(runtime, file, state, rows);
      expect(different).toBe(0);
      expect(worst).toBeLessThan(CLOSE);
      // Another program may write a whole number with a point.
      const points = rows.map((row) => (row['word'] === '7' ? { ...row, word: '7.0' } : row));
      expect((await agreement(runtime, file, state, points)).worst).toBeLessThan(CLOSE);
    });

    test('has the hashed words that it is told, and takes any other as one that is not known', async () => {
      const { state, rows } = trained({ target: 'y' }, cities);
      const file = toOnnx(state, { words: { city: CITIES } });
      const { worst, different } = await agreement(runtime, file, state, rows);
      expect(different).toBe(0);
      expect(worst).toBeLessThan(CLOSE);
      await expect(agreement(runtime, file, state, [{ city: 'elsewhere', u: 0.5 }])).resolves.toBeDefined();
    });

    test('has the categories beyond those with inputs of their own, whose hash it is told', async () => {
      const types = { city: 'category' } as const;
      const { state, rows } = trained({ target: 'y', types }, cities);
      expect(thrownBy(() => toOnnx(state))).toMatchObject({ columns: ['city'] });
      const known = await agreement(runtime, toOnnx(state, { words: { city: CITIES } }), state, rows);
      expect(known.different).toBe(0);
      expect(known.worst).toBeLessThan(CLOSE);
    });

    test('takes columns raw, as RowWriter writes them', async () => {
      const { state, rows } = trained(
        { target: 'y', types: { text: 'text' } },
        (random) => {
          const row = everything(random);
          const text =
            random.below(9) === 0 ? null : `${row['word']} is ${Math.round((row['a'] as number) * 9)}`;
          return { ...row, text };
        },
        { train: 500, test: 400 },
      );
      const raw = ['text', 'word', 'when', 'flag', 'large'];
      const session = await openOnnx(runtime, toOnnx(state, { raw }));
      const writer = RowWriter.from(state.words, { target: 'y' });
      const batch = writer.createBatch(rows.length);
      for (const row of rows) {
        writer.write(row, batch, { remember: false });
        batch.size += 1;
      }
      const width = batch.inputs.shape[1]!;
      const widths = { number: 1, boolean: 1, category: 1, date: 7, text: 32, features: 32 } as const;
      let at = 0;
      const feeds: { [name: string]: { data: Float32Array | Float64Array; shape: number[] } } = {};
      for (const column of writer.schema.columns) {
        if (column.type === 'gap' || column.type === 'ignored') continue;
        const size = column.type === 'date' ? 1 + 2 * column.cycles.length : widths[column.type];
        const values = rows.flatMap((_, row) => [
          ...batch.inputs.data.subarray(row * width + at, row * width + at + size),
        ]);
        const isRaw = raw.includes(column.name);
        feeds[column.name] = {
          data: isRaw
            ? Float32Array.from(values)
            : Float64Array.from(rows, (row) => Number(row[column.name])),
          shape: size === 1 ? [rows.length] : [rows.length, size],
        };
        at += size;
      }
      const outputs = await session.run(feeds);
      const model = Model.from(state);
      for (const [index, row] of rows.entries())
        expect(
          Math.abs(
            (outputs['y [probability]']![index] as number) - (model.predictOne(row).probability as number),
          ),
        ).toBeLessThan(CLOSE);
    });

    test('decides as the model does where all is equally likely', async () => {
      for (const maker of [everything, classes]) {
        const { state, rows } = trained({ target: 'y' }, maker, { train: 60, test: 20 });
        const weights = new Float32Array(state.network!.parameters.weights!.length);
        const even = {
          ...state,
          network: { ...state.network!, parameters: { ...state.network!.parameters, weights } },
        };
        expect(await agreement(runtime, toOnnx(even), even, rows)).toEqual({ worst: 0, different: 0 });
      }
    });

    test('answers no row, one row, and the same whatever rows are beside it', async () => {
      const { state, rows } = trained({ target: 'y' }, everything, { train: 100, test: 50 });
      const file = toOnnx(state);
      await expect(agreement(runtime, file, state, [])).resolves.toEqual({ worst: 0, different: 0 });
      expect((await agreement(runtime, file, state, rows.slice(0, 1))).worst).toBeLessThan(CLOSE);
    });
  },
);

describe('toOnnx', () => {
  it('refuses what it is not: a model before its first label, a state of something else', () => {
    const unborn = new OnlineModel({ target: 'y' }).state();
    for (const wrong of [unborn.model, unborn, {}, undefined]) {
      expect(() => toOnnx(wrong as typeof unborn.model)).toThrowError(
        expect.objectContaining({ name: 'ExportError', code: 'STATE' }),
      );
    }
    const { state } = trained({ target: 'y' }, everything, { train: 20, test: 0 });
    const { network, encoder, words } = state;
    for (const wrong of [
      { ...state, version: 2 },
      { ...state, network: { ...network!, graph: {} } },
      { ...state, network: { ...network!, parameters: {} } },
      { ...state, network: trained({ target: 'y' }, classes, { train: 20, test: 0 }).state.network },
      { ...state, encoder: { ...encoder!, means: new Float64Array(1) } },
      { ...state, words: { ...words, schema: '{' } },
    ])
      expect(() => toOnnx(wrong as typeof state)).toThrowError(expect.objectContaining({ code: 'STATE' }));
  });

  it('names the columns that cannot be expressed, and says what to do', () => {
    const { state } = trained({ target: 'y' }, cities, { train: 600, test: 0 });
    const hashed = thrownBy(() => toOnnx(state));
    expect(hashed).toMatchObject({ code: 'UNSUPPORTED', columns: ['city'] });
    expect(hashed.message).toBe(
      'column "city": texts, and words beyond the first ones, share inputs by a hash, which ONNX cannot compute. Give those that may come, { words: { "city": [...] } } (any other is then taken as unknown); or { raw: ["city"] } and compute these columns with RowWriter of @graph/stream; or train without them',
    );
    const text = trained({ target: 'y', types: { word: 'text' } }, everything, { train: 50, test: 0 });
    expect(thrownBy(() => toOnnx(text.state))).toMatchObject({ code: 'UNSUPPORTED', columns: ['word'] });
  });

  it('refuses a mixture of experts, and says what to do', () => {
    const { state } = trained({ target: 'y' }, everything, { train: 20, test: 0 });
    const mixed = { ...state, network: null, mixture: { kind: 'table-mixture', version: 1 } };
    expect(thrownBy(() => toOnnx(mixed))).toMatchObject({
      code: 'UNSUPPORTED',
      message: expect.stringContaining("{ learner: 'network' }"),
    });
  });

  it('refuses unknown options, columns that are not there, and metadata that are no texts', () => {
    const { state } = trained({ target: 'y' }, everything, { train: 20, test: 0 });
    const wrongs: readonly object[] = [
      { word: {} },
      { raw: ['wrod'] },
      { words: { wrod: [] } },
      { metadata: { run: 7 } },
    ];
    for (const wrong of wrongs)
      expect(thrownBy(() => toOnnx(state, wrong))).toMatchObject({ code: 'OPTION' });
  });

  it('gives the same bytes each time', () => {
    const { state } = trained({ target: 'y' }, everything, { train: 50, test: 0 });
    expect(toOnnx(structuredClone(state))).toEqual(toOnnx(state));
  });

  const checker = pythonHas('onnx');
  it.skipIf(!checker)(
    `is valid to the checker of the standard${checker ? '' : ` (skipped: ${PYTHON} has no onnx)`}`,
    () => {
      const folder = mkdtempSync(join(tmpdir(), 'onnx-'));
      try {
        const models = [
          toOnnx(trained({ target: 'y' }, everything, { train: 50, test: 0 }).state),
          toOnnx(trained({ target: 'y' }, classes, { train: 50, test: 0 }).state, { metadata: { run: 'x' } }),
          toOnnx(trained({ target: 'price' }, prices, { train: 50, test: 0 }).state),
          toOnnx(trained({ target: 'y' }, widening, { train: 200, test: 0 }).state),
        ];
        const files = models.map((bytes, at) => {
          writeFileSync(join(folder, `${at}.onnx`), bytes);
          return join(folder, `${at}.onnx`);
        });
        const script =
          'import sys, onnx\nfor file in sys.argv[1:]:\n  model = onnx.load(file)\n  onnx.checker.check_model(model, full_check=True)\n  print({p.key: p.value for p in model.metadata_props}.get("run", "-"), [o.name for o in model.graph.output])';
        const said = execFileSync(PYTHON, ['-c', script, ...files], { encoding: 'utf8' });
        expect(said.trim().split('\n')).toEqual([
          "- ['y', 'y [probability]']",
          "x ['y', 'y [probabilities]']",
          "- ['price']",
          "- ['y', 'y [probability]']",
        ]);
      } finally {
        rmSync(folder, { recursive: true });
      }
    },
  );
});

function thrownBy(act: () => unknown): ExportError {
  try {
    act();
  } catch (error) {
    if (ExportError.is(error)) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}
