import { describe, expect, it } from 'vitest';
import {
  createSession,
  OnlineModel,
  openTableStream,
  type StreamPrediction,
  TABLE_DEFAULTS,
} from '../src/index.js';

type Plan = { readonly target: 'colour' | 'price'; readonly labelDelay: number };

const COLOURS = ['red', 'green', 'blue'];
const rows = Array.from({ length: 80 }, (_, at) => {
  const x = Math.floor(at / 5) % 3;
  return { x: x + (at % 2), colour: COLOURS[x]!, price: 1000 + 100 * x + at };
});

async function learn({ target, labelDelay }: Plan) {
  const learning = { ...TABLE_DEFAULTS, learner: 'network' as const };
  const told: StreamPrediction[] = [];
  const { batchSize, replay } = learning;
  const stream = await openTableStream(
    { name: 'rows', rows: () => rows },
    { target, exclude: target === 'price' ? ['colour'] : ['price'] },
    { batchSize, replay, onDrift: 'ignore', labelDelay, onPrediction: (row) => told.push(row) },
  );
  const session = createSession(stream, learning);
  while (!session.ended) {
    await session.fill(Number.POSITIVE_INFINITY);
    if (session.isStepDue) session.step();
  }
  return { told, metrics: stream.report().metrics! };
}

const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

describe('the figures of a stream', () => {
  it.each([0, 1, 6, 40])(
    'of classes are those of its predictions, labels %i rows late',
    async (labelDelay) => {
      const { told, metrics } = await learn({ target: 'colour', labelDelay });
      const first = labelDelay + 1;
      const said = told.slice(first);
      expect(metrics).toMatchObject({ rows: 80, scoredRows: 80 - first });
      expect(said).toHaveLength(80 - first);
      expect(metrics['accuracy']).toBeCloseTo(
        meanOf(said.map((row) => (row.value === row.label ? 1 : 0))),
        12,
      );
      // A guess knows the labels that had come when the row was predicted, of rows so many before it, and no others.
      const repeated = said.map(({ row, label }) => (rows[row - 1 - first]!.colour === label ? 1 : 0));
      expect(metrics['lastClassAccuracy']).toBeCloseTo(meanOf(repeated), 12);
    },
  );

  it.each([0, 1, 6, 40])(
    'of numbers are those of its predictions, labels %i rows late',
    async (labelDelay) => {
      const { told, metrics } = await learn({ target: 'price', labelDelay });
      const first = labelDelay + 1;
      const said = told.slice(first);
      const distances = (guessOf: (row: number) => number) =>
        meanOf(said.map(({ row }) => Math.abs(rows[row - 1]!.price - guessOf(row))));
      expect(metrics).toMatchObject({ rows: 80, scoredRows: 80 - first });
      expect(metrics['mae']).toBeCloseTo(
        distances((row) => told[row - 1]!.value as number),
        6,
      );
      expect(metrics['lastValueMae']).toBeCloseTo(
        distances((row) => rows[row - 1 - first]!.price),
        9,
      );
      const known = (row: number) => rows.slice(0, row - first).map(({ price }) => price);
      expect(metrics['baselineMae']).toBeCloseTo(
        distances((row) => meanOf(known(row))),
        9,
      );
    },
  );

  it('of a model count no row before which there was no label', () => {
    const model = new OnlineModel({ target: 'price' });
    for (const { x, price } of rows.slice(0, 10)) model.learnOne({ x, price });
    expect(model.report()).toMatchObject({ rows: 10, scoredRows: 9 });
    // It says nothing of the first row, and 0 would be 1,000 off.
    expect(model.report()['baselineMae']).toBeLessThan(300);
  });
});
