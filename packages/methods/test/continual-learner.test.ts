import { ndArray, Random } from '@graph/core';
import { layered, meanSquaredError, Network, sgd } from '@graph/learner';
import { describe, expect, it } from 'vitest';
import {
  ContinualLearner,
  type ContinualLearnerState,
  darkExperienceReplay,
  experienceReplay,
  fineTuning,
  type LabelledRows,
  type Method,
} from '../src/index.js';
import { ALL_METHODS } from './all-methods.js';
import { CLASSES, createLearner, drawCentres, drawRows, ROWS, WIDTH } from './stream.js';

const code = (wanted: string) => expect.objectContaining({ code: wanted });

describe.each(ALL_METHODS)('%s', (_, make) => {
  it('resumes to the bit from wherever it was stopped', () => {
    const random = Random.fromSeed(3, 'stops');
    const centres = drawCentres(random);
    const batches = Array.from({ length: 36 }, (_, at) =>
      drawRows(random, centres, Math.floor(at / 12), 1 + random.below(ROWS)),
    );
    const test = drawRows(random, centres, -1, 30);
    const whole = createLearner(make(), 2, { otherTasksOnly: true });
    const losses = batches.map((batch) => whole.learn(batch));
    const stops = new Set(Array.from({ length: 5 }, () => random.below(batches.length)));
    let learner = createLearner(make(), 2, { otherTasksOnly: true });
    for (const [at, batch] of batches.entries()) {
      if (stops.has(at)) learner = ContinualLearner.from(structuredClone(learner.state()), make());
      // Answers in between change nothing.
      if (at % 7 === 0) learner.predict(test.inputs);
      expect(learner.learn(batch)).toBe(losses[at]);
    }
    expect(learner.state()).toEqual(whole.state());
    expect(learner.predict(test.inputs).data).toEqual(whole.predict(test.inputs).data);
  });
});

describe('a learner', () => {
  const random = Random.fromSeed(8, 'learner');
  const centres = drawCentres(random);
  const rows = drawRows(random, centres, 0);

  it('refuses rows that it cannot learn from, and is as it was', () => {
    const learner = createLearner(experienceReplay(), 1);
    learner.learn(rows);
    const before = structuredClone(learner.state());
    const wrong: readonly Partial<LabelledRows>[] = [
      { size: 0 },
      { size: 129 },
      { inputs: ndArray(new Float32Array(ROWS * 7), [ROWS, 7]) },
      { inputs: ndArray(new Float32Array(8), [1, WIDTH]) },
      { labels: [0, 1, CLASSES, 0, 0, 0, 0, 0, 0, 0] },
      { labels: [0, 1, 0.5, 0, 0, 0, 0, 0, 0, 0] },
      { labels: [0] },
      { inputs: ndArray(rows.inputs.data.with(11, Number.NaN), [ROWS, WIDTH]) },
      { task: -1 },
      { task: 65_536 },
    ];
    for (const part of wrong) expect(() => learner.learn({ ...rows, ...part })).toThrow(code('ROWS'));
    expect(learner.state()).toEqual(before);
    const wild = ndArray(rows.inputs.data.slice(), [ROWS, WIDTH]);
    wild.data.fill(3e38);
    expect(() => learner.learn({ ...rows, inputs: wild, labels: rows.labels, task: 5 })).toThrow(
      code('NON_FINITE'),
    );
    const { memory, ...rest } = learner.state();
    const { memory: memoryBefore, ...restBefore } = before;
    expect(rest).toEqual(restBefore);
    expect(memory.size).toBe(memoryBefore.size);
  });

  it('writes where it is told to, and predicts the rows that it is told of', () => {
    const learner = createLearner(darkExperienceReplay(), 1);
    learner.learn(rows);
    const all = learner.predict(rows.inputs);
    expect(all.shape).toEqual([ROWS, CLASSES]);
    const out = ndArray(new Float32Array(3 * CLASSES), [3, CLASSES]);
    expect(learner.predict(rows.inputs, { rows: 3, out })).toBe(out);
    expect(out.data).toEqual(all.data.slice(0, 3 * CLASSES));
    expect(() => learner.predict(rows.inputs, { rows: 4, out })).toThrow(code('ROWS'));
  });

  it('tells of a step that is larger than the network takes', () => {
    const learner = createLearner(experienceReplay(), 1, { rehearsedRows: 50 });
    const many = drawRows(random, centres, 0, 80);
    learner.learn(many);
    expect(() => learner.learn(many)).toThrow(/maxBatch of 128/);
  });

  it.each([
    { rehearsedRows: 0 },
    { rehearsedRows: 200 },
    { otherTasksOnly: 1 as never },
    { capcity: 3 } as never,
  ])('refuses the options %j', (options) => {
    expect(() => createLearner(fineTuning(), 1, options)).toThrow(code('OPTION'));
  });

  it('wants softmax cross-entropy', () => {
    const network = Network.create(layered({ inputs: 2, hidden: [3], outputs: 2 }), {
      loss: meanSquaredError(),
      optimizer: sgd(),
      seed: 1,
    });
    expect(() => new ContinualLearner({ network, method: fineTuning(), seed: 1 })).toThrow(
      /wanted softmax-cross-entropy/,
    );
  });

  it('refuses a state of another method, or of the same with other options, and one that is damaged', () => {
    const learner = createLearner(experienceReplay(), 1);
    learner.learn(rows);
    const state = learner.state();
    expect(() => ContinualLearner.from(state, fineTuning())).toThrow(
      /taken with .*"er".*fine-tuning.* was given/,
    );
    expect(() => ContinualLearner.from(state, experienceReplay({ loss: 'sum' }))).toThrow(code('STATE'));
    const damaged: readonly Partial<{ [Key in keyof ContinualLearnerState]: unknown }>[] = [
      { network: {} },
      { memory: {} },
      { learned: -1 },
      { task: 1e9 },
      { seen: new Uint8Array(3) },
      { settings: {} },
    ];
    for (const part of damaged)
      expect(() => ContinualLearner.from({ ...state, ...part } as never, experienceReplay())).toThrow(
        code('STATE'),
      );
  });

  it('takes a method of your own', () => {
    const seen: string[] = [];
    const mine: Method = {
      kind: 'mine',
      options: { weight: 0.5 },
      begin: (work, saved) => {
        let batches = (saved?.['batches'] as number | undefined) ?? 0;
        return {
          learn() {
            batches += 1;
            const loss = work.step([work.fresh.ofLabels(), work.recall(5).ofLabels(0.5)]);
            work.remember();
            seen.push(`${batches} of task ${work.task}${work.isNewTask ? ', new' : ''}`);
            return loss;
          },
          state: () => ({ batches }),
        };
      },
    };
    const learner = createLearner(mine, 1);
    learner.learn(rows);
    const again = ContinualLearner.from(structuredClone(learner.state()), mine);
    again.learn(rows);
    again.learn({ ...rows, task: 2 });
    expect(seen).toEqual(['1 of task 0', '2 of task 0', '3 of task 2, new']);
    expect(again.memory.size).toBe(3 * ROWS);
  });
});
