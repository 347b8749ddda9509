import { CheckpointStore, MemoryFileSystem } from '@graph/checkpoint';
import { Random } from '@graph/core';
import type { Prediction } from '@graph/online';
import type { TableSchema } from '@graph/stream';
import { describe, expect, it } from 'vitest';
import { bankedSettings } from '../src/bank/bank-options.js';
import { KeyBank } from '../src/bank/key-bank.js';
import { RowReader } from '../src/bank/row-reader.js';
import {
  BankedModel,
  type BankedModelState,
  type BankedModelsOptions,
  bankedModels,
  type OnlineAnswer,
  type OnlineEvent,
  readBankedReport,
  readOnlineAnswer,
  writeOnlineEvent,
} from '../src/index.js';
import { SCHEMA } from './banked-schema.js';

function withTask(task: 'binary' | 'class', more: Partial<TableSchema['targets'][number]> = {}): TableSchema {
  return { ...SCHEMA, targets: [{ name: 'y', task, origin: 0, scale: 1, ...more }] };
}

/** A key alone: what it answers to events. */
function keyOf(options: BankedModelsOptions) {
  const learner = bankedModels(options).create('k');
  return (event: OnlineEvent): OnlineAnswer => readOnlineAnswer(learner.apply(writeOnlineEvent(event))!);
}

function toolsOf(options: BankedModelsOptions) {
  const settings = bankedSettings(options);
  const bank = new KeyBank(settings);
  return { bank, reader: new RowReader(bank.plan, settings) };
}

function rowAt(at: number, random: Random) {
  const x = 10 * random.float();
  const colour = ['red', 'green', 'blue'][random.below(3)]!;
  const on = random.below(2) === 0;
  return { x, on, colour, at: new Date(at * 3_600_000).toISOString(), z: 3 };
}

function learned(answer: OnlineAnswer) {
  if (answer.status !== 'learned') throw new Error(JSON.stringify(answer));
  return answer;
}

describe('bankedModels', () => {
  it('learns numbers from numbers, words, yes and no, and dates', () => {
    const tell = keyOf({ schema: SCHEMA });
    const random = Random.fromSeed(1, 'rows');
    let [lost, guessed] = [0, 0];
    for (let at = 0; at < 600; at += 1) {
      const row = rowAt(at, random);
      const y = 1000 + 3 * row.x + (row.on ? 20 : 0) + (row.colour === 'red' ? 15 : 0);
      const { prediction, loss } = learned(tell({ kind: 'learn', row: { ...row, y } }));
      expect(prediction.value === null).toBe(at === 0);
      expect(loss).toBeGreaterThanOrEqual(0);
      if (at < 300) continue;
      lost += Math.abs((prediction.value as number) - y);
      guessed += Math.abs(1030 - y);
    }
    expect(lost).toBeLessThan(0.3 * guessed);
  });

  it('learns yes and no, and classes, and answers in the words of the labels', () => {
    const random = Random.fromSeed(2, 'rows');
    const yes = keyOf({ schema: withTask('binary') });
    const words = keyOf({ schema: withTask('binary', { values: ['ham', 'spam'] }) });
    const classes = keyOf({ schema: withTask('class'), classes: ['low', 'middle', 'high'] });
    const numbers = keyOf({ schema: withTask('class'), classes: ['1', '2', '7'] });
    let hits = 0;
    for (let at = 0; at < 400; at += 1) {
      const row = rowAt(at, random);
      const place = row.x < 3 ? 0 : row.x < 7 ? 1 : 2;
      const answers = [
        [yes, row.x > 5, { value: row.x > 5 }],
        [words, row.x > 5 ? 'spam' : 'ham', { value: row.x > 5 ? 'spam' : 'ham' }],
        [classes, ['low', 'middle', 'high'][place], { value: ['low', 'middle', 'high'][place] }],
        [numbers, [1, 2, 7][place], { value: [1, 2, 7][place] }],
      ] as const;
      for (const [tell, y, wanted] of answers) {
        const { prediction } = learned(tell({ kind: 'learn', row: { ...row, y } }));
        if (at >= 200 && prediction.value === wanted.value) hits += 1;
      }
      if (at < 399) continue;
      const { prediction } = classes({ kind: 'predict', row }) as OnlineAnswer & { status: 'predicted' };
      expect(Object.keys(prediction.probabilities!)).toEqual(['low', 'middle', 'high']);
    }
    expect(hits).toBeGreaterThan(0.9 * 800);
  });

  it('refuses what cannot be learned, says what to do, and counts it', () => {
    const classes = { schema: withTask('class'), classes: ['a', 'b'] };
    const learner = bankedModels(classes).create('k');
    for (const y of ['a', 'c', 'b', null, 'd'])
      learner.apply(writeOnlineEvent({ kind: 'learn', row: { x: 1, y } }));
    expect(readBankedReport(classes.schema, learner.state())).toMatchObject({ examples: 2, refused: 3 });
    const tell = keyOf(classes);
    const message = (event: OnlineEvent) => (tell(event) as OnlineAnswer & { status: 'refused' }).message;
    expect(message({ kind: 'learn', row: { x: 1 } })).toMatch(/has no y, the target, to learn/);
    expect(message({ kind: 'learn', row: { x: 1, y: 'c' } })).toMatch(
      /y is "c", wanted one of a, b: other classes/,
    );
    const number = keyOf({ schema: SCHEMA });
    expect(number({ kind: 'learn', row: { y: 'much' } })).toMatchObject({
      status: 'refused',
      message: 'y is "much", wanted a number',
    });
    const text: TableSchema = {
      ...SCHEMA,
      columns: [{ type: 'text', name: 't', missing: false, buckets: 8 }],
    };
    expect(() => bankedModels({ schema: text })).toThrow(/the column t is text.*exclude it/);
    expect(() => bankedModels({ schema: withTask('class') })).toThrow(
      /classes has 0, wanted all that may come/,
    );
    expect(() => bankedModels({ schema: SCHEMA, classes: ['a', 'b'] })).toThrow(/is a regression one/);
  });

  it('starts with the mean, and even odds', () => {
    const number = keyOf({ schema: SCHEMA });
    number({ kind: 'learn', row: { x: 1, y: 40 } });
    const { prediction } = number({ kind: 'predict', row: { x: 9 } }) as { prediction: Prediction };
    expect(prediction.value).toBeCloseTo(40, 6);
    const { bank, reader } = toolsOf({ schema: withTask('class'), classes: ['a', 'b', 'c', 'd'] });
    reader.read({ x: 3, colour: 'red' });
    bank.predict(bank.add(), reader.values, 2);
    expect([...bank.answers]).toEqual([0.25, 0.25, 0.25, 0.25]);
  });

  it('keeps the digits of large numbers, and is not drowned by a wild value, whenever it comes', () => {
    const random = Random.fromSeed(3, 'rows');
    const rows = Array.from({ length: 300 }, (_, at) => {
      const x = random.float() * 10;
      return { x: 3e9 + x, at: new Date(at * 3_600_000).toISOString(), y: 7e9 + 3 * x };
    });
    /** Mean error over the last rows. */
    const errorOf = (change: (row: (typeof rows)[number], at: number) => object): number => {
      const tell = keyOf({ schema: SCHEMA });
      let lost = 0;
      for (const [at, row] of rows.entries()) {
        const { prediction } = learned(tell({ kind: 'learn', row: { ...row, ...change(row, at) } }));
        if (at >= 200) lost += Math.abs((prediction.value as number) - row.y) / 100;
      }
      return lost;
    };
    const tame = errorOf(() => ({}));
    expect(tame).toBeLessThan(1.2);
    for (const when of [0, 1, 2, 5, 9, 20, 60, 150]) {
      expect(
        errorOf((_, at) => (at === when ? { x: 1e15 } : {})),
        `x at ${when}`,
      ).toBeLessThan(2 * tame);
      expect(
        errorOf((_, at) => (at === when ? { y: -1e15 } : {})),
        `y at ${when}`,
      ).toBeLessThan(2 * tame);
    }
  });

  it('scores each row before it learns from it, beside guesses, as plain sums do', () => {
    const random = Random.fromSeed(4, 'rows');
    for (const task of ['regression', 'binary'] as const) {
      const options = { schema: task === 'binary' ? withTask('binary') : SCHEMA };
      const learner = bankedModels(options).create('k');
      const truths: number[] = [];
      const answers: number[] = [];
      for (let at = 0; at < 60; at += 1) {
        const row = rowAt(at, random);
        const y = task === 'binary' ? (row.x > 4 ? 1 : 0) : row.x * 3;
        const { prediction } = learned(
          readOnlineAnswer(learner.apply(writeOnlineEvent({ kind: 'learn', row: { ...row, y } }))!),
        );
        truths.push(y);
        answers.push((task === 'binary' ? prediction.probability : prediction.value) as number);
      }
      const mean = (of: (at: number) => number): number =>
        truths.slice(1).reduce((sum, _, at) => sum + of(at + 1), 0) / 59;
      const meanBefore = (at: number): number => truths.slice(0, at).reduce((sum, y) => sum + y, 0) / at;
      const { examples, report } = readBankedReport(options.schema, learner.state());
      expect([examples, report.rows]).toEqual([60, 59]);
      if (task === 'regression') {
        expect(report['mae']).toBeCloseTo(
          mean((at) => Math.abs(answers[at]! - truths[at]!)),
          9,
        );
        expect(report['baselineMae']).toBeCloseTo(
          mean((at) => Math.abs(meanBefore(at) - truths[at]!)),
          9,
        );
        expect(report['lastValueMae']).toBeCloseTo(
          mean((at) => Math.abs(truths[at - 1]! - truths[at]!)),
          9,
        );
      } else {
        const hit = (is: boolean): number => (is ? 1 : 0);
        const odds = (at: number): number => (meanBefore(at) * at + 1) / (at + 2);
        const loss = (at: number, p: number): number => -Math.log(truths[at] === 1 ? p : 1 - p);
        expect(report['accuracy']).toBeCloseTo(
          mean((at) => hit(answers[at]! > 0.5 === (truths[at] === 1))),
          9,
        );
        expect(report['logLoss']).toBeCloseTo(
          mean((at) => loss(at, answers[at]!)),
          9,
        );
        expect(report['baselineLogLoss']).toBeCloseTo(
          mean((at) => loss(at, odds(at))),
          9,
        );
        expect(report['lastClassAccuracy']).toBeCloseTo(
          mean((at) => hit(truths[at - 1] === truths[at])),
          9,
        );
      }
    }
  });

  it('gives a model of one key that predicts as the key does, also out of a checkpoint', async () => {
    const options = { schema: withTask('class'), classes: ['low', 'high'] };
    const learner = bankedModels(options).create('k');
    const random = Random.fromSeed(5, 'rows');
    for (let at = 0; at < 80; at += 1) {
      const row = rowAt(at, random);
      learner.apply(writeOnlineEvent({ kind: 'learn', row: { ...row, y: row.x > 4 ? 'high' : 'low' } }));
    }
    const row = rowAt(80, random);
    const wanted = readOnlineAnswer(learner.apply(writeOnlineEvent({ kind: 'predict', row }))!);
    const model = BankedModel.of(options, learner.state());
    const store = await CheckpointStore.open({ fileSystem: new MemoryFileSystem(), folder: '/k' });
    await store.save(model.state(), { examples: model.examples }).durable;
    const { tree } = await store.load();
    for (const each of [model, BankedModel.from(tree as BankedModelState)]) {
      expect({ status: 'predicted', prediction: each.predictOne(row) }).toEqual(wanted);
      expect(each.examples).toBe(80);
      expect(each.report()).toEqual(readBankedReport(options.schema, learner.state()).report);
    }
    expect(() => BankedModel.of({ schema: SCHEMA }, learner.state())).toThrow(
      expect.objectContaining({ code: 'STATE' }),
    );
    const bent = { ...model.state(), options: '{"schema":{}}' };
    expect(() => BankedModel.from(bent)).toThrow(expect.objectContaining({ code: 'STATE' }));
  });
});
