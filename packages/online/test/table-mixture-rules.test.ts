import { isDeepStrictEqual } from 'node:util';
import { Random } from '@graph/core';
import { binaryCrossEntropy, sgd } from '@graph/learner';
import { createTableBatch, type RowSource, type TableSchema } from '@graph/stream';
import { describe, expect, it } from 'vitest';
import {
  createSession,
  learningSettings,
  Model,
  OnlineModel,
  openTableStream,
  type Row,
  restoreSession,
  TABLE_DEFAULTS,
} from '../src/index.js';
import { TableMixture } from '../src/mixture/table-mixture.js';

const small = { learner: 'mixture', network: { hidden: [8] }, replay: { capacity: 60 } } as const;

const schema: TableSchema = {
  version: 1,
  columns: [{ name: 'x', type: 'number', missing: false, origin: 0, scale: 1 }],
  targets: [{ name: 'y', task: 'binary', origin: 0, scale: 1 }],
  domainColumn: null,
  timeColumn: null,
};

function newMixture(): TableMixture {
  const mixture = new TableMixture(
    { schema, classes: [], classCount: 0 },
    {
      seed: 1,
      capacity: 50,
      rehearsed: 3,
      every: 1,
      updates: 1,
      effort: 1,
      hidden: [4],
      optimizer: sgd({ learningRate: 0.1 }),
      loss: binaryCrossEntropy(),
      responds: true,
    },
  );
  mixture.attach({ size: 0, [Symbol.iterator]: () => [][Symbol.iterator]() });
  return mixture;
}

/** One row at a time, whose label follows from its column. */
function* rowsOf(count: number, seed: number) {
  const random = Random.fromSeed(seed, 'rules');
  const rows = createTableBatch(1, 1, 1);
  rows.size = 1;
  for (let at = 0; at < count; at += 1) {
    const x = random.float();
    rows.inputs.data[0] = x;
    rows.targets.data[0] = x > 0.5 ? 1 : 0;
    rows.truths[0] = rows.targets.data[0]!;
    yield rows;
  }
}

const NOTHING = new Float64Array(0);

describe('the weights of a mixture', () => {
  it('move less the later labels are', () => {
    const moved = [0, 9, 499].map((delay) => {
      const mixture = newMixture();
      for (const rows of rowsOf(40, 1)) mixture.learn(rows, 0, NOTHING, 0, 0, delay);
      const [{ all }] = mixture.state()['mixers'] as unknown as [
        { all: { logits: { weights: Float64Array } } },
      ];
      return all.logits.weights.reduce((sum, weight) => sum + Math.abs(weight - 1 / 8), 0);
    });
    expect(moved[1]).toBeLessThan(moved[0]! / 2);
    expect(moved[2]).toBeLessThan(moved[1]! / 2);
  });

  it('learn from what was said when the row came, not from what would be said when its label has come', () => {
    const mixture = newMixture();
    for (const rows of rowsOf(20, 2)) mixture.learn(rows, 0, NOTHING, 0, 0, 0);
    const before = mixture.report().map(({ loss }) => loss!);
    for (const rows of rowsOf(1, 3)) {
      mixture.answer(rows, 0, new Float64Array(1), 0);
      // Whatever an expert would say now, it said that yes has a probability of .9.
      const view = mixture.view.slice().fill(0.9, mixture.lagWidth);
      mixture.learn(rows, 0, view, 0, view.length, 5);
      const loss = -Math.log(rows.truths[0] === 1 ? 0.9 : 0.1);
      for (const [at, expert] of mixture.report().entries())
        expect(expert.loss! * 21 - before[at]! * 20).toBeCloseTo(loss, 6);
    }
  });

  it('know from the stream how late labels are', async () => {
    const rows = Array.from({ length: 60 }, (_, at) => ({ x: at % 7, y: at % 7 > 3 }));
    const source: RowSource = { name: 'rows', rows: () => rows };
    const settings = learningSettings(small, TABLE_DEFAULTS);
    const { batchSize, replay } = settings;
    const stream = await openTableStream(
      source,
      { target: 'y' },
      { batchSize, replay, onDrift: 'adapt', labelDelay: 30 },
    );
    const session = createSession(stream, settings);
    while (session.examples < 60) {
      await session.fill(Number.POSITIVE_INFINITY);
      if (session.isStepDue) session.step();
    }
    const { mixers } = stream.modelState().mixture as unknown as {
      mixers: [{ all: { logits: { covariance: Float64Array } } }];
    };
    // The variance of a weight begins at .1 over all experts, divided by the distance of the labels.
    expect(Math.max(...mixers[0].all.logits.covariance)).toBeLessThan(0.1 / 8 / 30);
  });
});

describe('a network of a mixture', () => {
  it('forgets all but the newest rows when its errors rise, and only then', () => {
    const model = new OnlineModel({ target: 'y', ...small, replay: { capacity: 2000 } });
    const random = Random.fromSeed(4, 'flip');
    const validRows = (): number => {
      const { experts } = model.state().model.mixture as unknown as {
        experts: { network: { valid: number } };
      };
      return experts.network.valid;
    };
    const learn = (count: number, isFlipped: boolean): void => {
      for (let at = 0; at < count; at += 1) {
        const x = random.float();
        model.learnOne({ x, y: x > 0.5 !== isFlipped });
      }
    };
    learn(500, false);
    expect(validRows()).toBe(2000);
    learn(300, true);
    expect(validRows()).toBeLessThan(400);
  });
});

describe('a frozen mixture', () => {
  it('does not lean on labels that it cannot see', () => {
    const model = new OnlineModel({ target: 'y', ...small });
    const random = Random.fromSeed(8, 'repeat');
    let y = 0;
    for (let at = 0; at < 500; at += 1) {
      if (random.below(30) === 0) y = 1 - y;
      model.learnOne({ noise: random.float(), y });
    }
    const live = model.predictOne({ noise: 0.5 }).probability as number;
    const frozen = Model.from(model.state().model).predictOne({ noise: 0.5 }).probability as number;
    expect(Math.abs(live - 0.5)).toBeGreaterThan(0.4);
    expect(Math.abs(frozen - 0.5)).toBeLessThan(0.3);
  });
});

describe('a mixture that is saved', () => {
  it('resumes where a class was read that it has not met yet', async () => {
    const random = Random.fromSeed(9, 'classes');
    const rows: Row[] = Array.from({ length: 50 }, (_, at) => {
      const kind = random.below(1 + Math.floor(at / 10));
      return { x: kind + random.float() / 2, kind: `kind ${kind}` };
    });
    const settings = learningSettings(small, TABLE_DEFAULTS);
    const { batchSize, replay } = settings;
    const open = (state?: never) =>
      openTableStream(
        { name: 'rows', rows: () => rows },
        { target: 'kind' },
        { batchSize, replay, onDrift: 'adapt', labelDelay: 3 },
        state,
      );
    const whole = createSession(await open(), settings);
    let parts = createSession(await open(), settings);
    while (!whole.ended) {
      await whole.fill(Number.POSITIVE_INFINITY);
      await parts.fill(Number.POSITIVE_INFINITY);
      if (parts.examples % 3 === 0) {
        const state = structuredClone(parts.state());
        parts = restoreSession(await open(state as never), settings, state);
      }
      if (whole.isStepDue) whole.step();
      if (parts.isStepDue) parts.step();
    }
    expect(isDeepStrictEqual(parts.state(), whole.state())).toBe(true);
  });
});
