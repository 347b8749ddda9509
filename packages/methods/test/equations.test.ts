import { ndArray, Random } from '@graph/core';
import { type Network, Network as Networks, type OutputLoss } from '@graph/learner';
import { ReplayMemory, uniform } from '@graph/replay';
import { describe, expect, it } from 'vitest';
import {
  aGem,
  averagedWeights,
  type ContinualLearner,
  classMeans,
  darkExperienceReplay,
  erAce,
  experienceReplay,
  fineTuning,
  gdumb,
  type LabelledRows,
  learningWithoutForgetting,
  type Method,
  maximallyInterferedRetrieval,
  type Remembered,
} from '../src/index.js';
import { CLASSES, createLearner, drawCentres, drawRows, ROWS, TASKS, WIDTH } from './stream.js';

const random = Random.fromSeed(4, 'equations');
const centres = drawCentres(random);
const OLD = 10;

/** A learner in its third task, the batch that comes next, and twins of its network and its memory as they are. */
function prepare(method: Method, otherTasksOnly = false) {
  const learner = createLearner(method, 5, { otherTasksOnly });
  for (let task = 0; task < 3; task += 1)
    for (let batch = 0; batch < (task < 2 ? 12 : 3); batch += 1)
      learner.learn(drawRows(random, centres, task));
  const fresh = drawRows(random, centres, 2);
  const network = Networks.from(learner.network.state());
  const memory = ReplayMemory.from<Remembered>(structuredClone(learner.memory.state()));
  /** Draws as the learner will. */
  const recall = (count = OLD): Drawn => {
    const drawn = memory.createBatch(count);
    memory.sample(drawn, count, otherTasksOnly ? uniform({ where: { field: 'tasks', not: 2 } }) : uniform());
    const { size, inputs, labels, tasks, logits } = drawn;
    expect(size).toBe(count);
    return { size, inputs, labels, tasks, logits: logits.data };
  };
  return { learner, fresh, network, recall };
}
type Drawn = LabelledRows & { readonly logits: Float32Array; readonly tasks: Uint16Array };

/** One term of a loss, in plain words. */
type Part = {
  readonly of: LabelledRows;
  readonly weight: number;
  /** What the outputs of a row cost, and the derivative by each. */
  cost(outputs: readonly number[], row: number): readonly [number, readonly number[]];
};

/** Takes the step on a sum of parts, each the mean over its rows. */
function stepOn(network: Network, parts: readonly Part[]): number {
  const rows = parts.reduce((sum, { of }) => sum + of.size, 0);
  const inputs = ndArray(new Float32Array(rows * WIDTH), [rows, WIDTH]);
  let to = 0;
  for (const { of } of parts) {
    inputs.data.set(of.inputs.data.subarray(0, of.size * WIDTH), to * WIDTH);
    to += of.size;
  }
  const loss: OutputLoss = (outputs, gradients) => {
    let [value, at] = [0, 0];
    for (const { of, weight, cost } of parts)
      for (let row = 0; row < of.size; row += 1, at += CLASSES) {
        const [one, slopes] = cost([...outputs.subarray(at, at + CLASSES)], row);
        value += (weight * one) / of.size;
        for (const [output, slope] of slopes.entries()) gradients[at + output] = (weight * slope) / of.size;
      }
    return value;
  };
  return network.manual.step(inputs, rows, loss);
}

const softmax = (logits: readonly number[], classes: readonly number[]): number[] => {
  const powers = logits.map((value, at) => (classes.includes(at) ? Math.exp(value) : 0));
  const sum = powers.reduce((one, other) => one + other, 0);
  return powers.map((power) => power / sum);
};
const ALL = Array.from({ length: CLASSES }, (_, at) => at);

const labels = (of: LabelledRows, weight: number, classes = ALL): Part => ({
  of,
  weight,
  cost(outputs, row) {
    const p = softmax(outputs, classes);
    const label = of.labels[row]!;
    return [-Math.log(p[label]!), p.map((value, at) => value - (at === label ? 1 : 0))];
  },
});
const logits = (of: Drawn, weight: number): Part => ({
  of,
  weight,
  cost(outputs, row) {
    const errors = outputs.map((output, at) => output - of.logits[row * CLASSES + at]!);
    const mean = errors.reduce((sum, error) => sum + error * error, 0) / CLASSES;
    return [mean, errors.map((error) => (2 * error) / CLASSES)];
  },
});

function expectSame(network: Network, wanted: Network): void {
  const [got, want] = [network.parameters(), wanted.parameters()];
  for (const key of ['weights', 'biases'] as const)
    for (const [at, value] of got[key].entries()) expect(Math.abs(value - want[key][at]!)).toBeLessThan(2e-6);
}

describe('the step of', () => {
  const cases: readonly (readonly [string, Method, (fresh: LabelledRows, recall: () => Drawn) => Part[]])[] =
    [
      ['fine-tuning is that of the new rows', fineTuning(), (fresh) => [labels(fresh, 1)]],
      [
        'ER is the mean over all rows',
        experienceReplay(),
        (fresh, recall) => [labels(fresh, ROWS / (ROWS + OLD)), labels(recall(), OLD / (ROWS + OLD))],
      ],
      [
        'ER with two means is their sum',
        experienceReplay({ loss: 'sum' }),
        (fresh, recall) => [labels(fresh, 1), labels(recall(), 1)],
      ],
      [
        'ER-ACE is equation 3: the classes of the batch, and those seen',
        erAce(),
        (fresh, recall) => [
          labels(fresh, 1, [...new Set(Array.from({ length: ROWS }, (_, at) => fresh.labels[at]!))]),
          labels(recall(), 1, ALL.slice(0, 6)),
        ],
      ],
      [
        'DER is equation 5',
        darkExperienceReplay({ alpha: 0.7, beta: 0 }),
        (fresh, recall) => [labels(fresh, 1), logits(recall(), 0.7)],
      ],
      [
        'DER++ is equation 6, with rows drawn twice',
        darkExperienceReplay({ alpha: 0.7, beta: 0.4 }),
        (fresh, recall) => [labels(fresh, 1), logits(recall(), 0.7), labels(recall(), 0.4)],
      ],
    ];

  it.each(cases)('%s', (_, method, parts) => {
    const { learner, fresh, network, recall } = prepare(method);
    const wanted = stepOn(network, parts(fresh, recall));
    expect(Math.abs(learner.learn(fresh) - wanted)).toBeLessThan(1e-5);
    expectSame(learner.network, network);
  });

  it('LwF holds the outputs of older classes to what they were before the task', () => {
    const method = learningWithoutForgetting({ alpha: 0.8, temperature: 3 });
    const learner = createLearner(method, 5);
    for (let batch = 0; batch < 20; batch += 1) learner.learn(drawRows(random, centres, 0));
    const teacher = Networks.from(learner.network.state());
    for (let batch = 0; batch < 3; batch += 1) learner.learn(drawRows(random, centres, 1));
    const fresh = drawRows(random, centres, 1);
    const said = teacher.predict(fresh.inputs, { raw: true }).data;
    const network = Networks.from(learner.network.state());
    const soften = (values: readonly number[]): number[] =>
      softmax(
        values.map((value) => value / 3),
        [0, 1],
      );
    const held: Part['cost'] = (outputs, row) => {
      const [p, t] = [soften(outputs), soften([...said.subarray(row * CLASSES, (row + 1) * CLASSES)])];
      const cost = t.reduce((sum, share, at) => (share > 0 ? sum - share * Math.log(p[at]!) : sum), 0);
      return [9 * cost, p.map((value, at) => 3 * (value - t[at]!))];
    };
    const own = labels(fresh, 1, [0, 1, 2, 3]);
    const both: Part['cost'] = (outputs, row) => {
      const [[one, slopes], [other, more]] = [own.cost(outputs, row), held(outputs, row)];
      return [one + 0.8 * other, slopes.map((slope, at) => slope + 0.8 * more[at]!)];
    };
    const wanted = stepOn(network, [{ of: fresh, weight: 1, cost: both }]);
    expect(Math.abs(learner.learn(fresh) - wanted)).toBeLessThan(1e-5);
    expectSame(learner.network, network);
  });

  it('A-GEM makes past tasks no worse, where a plain step does', () => {
    let projected = 0;
    for (let round = 0; round < 8; round += 1) {
      const { learner, fresh, network, recall } = prepare(aGem(), true);
      const past = recall();
      const gradientOf = (rows: LabelledRows): Float32Array => {
        const targets = oneHot(rows);
        const gradient = new Float32Array(network.manual.parameterCount);
        network.manual.gradient({ size: rows.size, inputs: rows.inputs, targets }, gradient);
        return gradient;
      };
      const [g, r] = [gradientOf(fresh), gradientOf(past)];
      const dot = (a: Float32Array, b: Float32Array): number =>
        a.reduce((sum, value, at) => sum + value * b[at]!, 0);
      const share = Math.min(0, dot(g, r) / dot(r, r));
      network.manual.apply(g.map((value, at) => value - share * r[at]!));
      learner.learn(fresh);
      expectSame(learner.network, network);
      if (share < 0) projected += 1;
    }
    expect(projected).toBeGreaterThan(2);
  });

  it('MIR rehearses the rows that the plain step hurts most', () => {
    const { learner, fresh, network, recall } = prepare(
      maximallyInterferedRetrieval({ candidates: 20 }),
      true,
    );
    const candidates = recall(20);
    const batch = { size: 20, inputs: candidates.inputs, targets: oneHot(candidates) };
    const before = network.manual.losses(batch);
    const virtual = Networks.from(network.state());
    stepOn(virtual, [labels(fresh, 1)]);
    const hurt = virtual.manual.losses(batch).map((value, row) => value - before[row]!);
    const order = [...hurt.keys()].sort((a, b) => hurt[b]! - hurt[a]!).slice(0, OLD);
    const chosen: LabelledRows = {
      size: OLD,
      inputs: ndArray(
        Float32Array.from(
          order.flatMap((row) => [...candidates.inputs.data.subarray(row * WIDTH, (row + 1) * WIDTH)]),
        ),
        [OLD, WIDTH],
      ),
      labels: order.map((row) => candidates.labels[row]!),
    };
    stepOn(network, [labels(fresh, 1), labels(chosen, 1)]);
    learner.learn(fresh);
    expectSame(learner.network, network);
  });
});

describe('the answer of', () => {
  const test = drawRows(random, centres, -1, 40);

  it('GDumb comes from its memory alone, balanced by class, and changes nothing', () => {
    const learner = createLearner(gdumb({ passes: 3 }), 5);
    const untrained = learner.network.parameters();
    for (let task = 0; task < TASKS; task += 1)
      for (let batch = 0; batch < 12; batch += 1)
        expect(learner.learn(drawRows(random, centres, task))).toBeNaN();
    expect(learner.network.parameters()).toEqual(untrained);
    const counts = new Array<number>(CLASSES).fill(0);
    for (const { values } of learner.memory) counts[values.labels]! += 1;
    expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
    const state = structuredClone(learner.state());
    const once = learner.predict(test.inputs).data;
    expect(learner.predict(test.inputs).data).toEqual(once);
    expect(learner.state()).toEqual(state);
    learner.learn(drawRows(random, centres, 0));
    expect(learner.predict(test.inputs).data).not.toEqual(once);
  });

  it('averaged weights is that of the running mean of all weights, and learning is as without', () => {
    const [plain, averaged] = [experienceReplay(), averagedWeights({ decay: 0.8 })].map((method) =>
      createLearner(method, 5),
    );
    const mean = plain!.network.manual.parameters();
    for (let batch = 0; batch < 12; batch += 1) {
      const rows = drawRows(random, centres, 0);
      plain!.learn(rows);
      averaged!.learn(rows);
      const now = plain!.network.manual.parameters();
      const kept = Math.min(0.8, (batch + 1) / (batch + 10));
      for (let at = 0; at < mean.length; at += 1) mean[at] = kept * mean[at]! + (1 - kept) * now[at]!;
    }
    expect(averaged!.network.state()).toEqual(plain!.network.state());
    const twin = Networks.from(plain!.network.state());
    twin.manual.setParameters(mean);
    expect(averaged!.predict(test.inputs).data).toEqual(twin.predict(test.inputs).data);
    expect(averaged!.predict(test.inputs).data).not.toEqual(plain!.predict(test.inputs).data);
  });

  it('class means is the class whose rows are nearest on average', () => {
    const learner: ContinualLearner = createLearner(classMeans(), 5);
    for (let task = 0; task < 3; task += 1)
      for (let batch = 0; batch < 12; batch += 1) learner.learn(drawRows(random, centres, task));
    const scores = learner.predict(test.inputs).data;
    const nodes = learner.network.graph.nodes.flatMap(({ kind }, at) => (kind === 'hidden' ? [at] : []));
    const unit = (values: readonly number[]): number[] => {
      const length = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
      return values.map((value) => value / length);
    };
    const features = (inputs: Float32Array): number[] => {
      const out = new Float32Array(nodes.length);
      learner.network.manual.activations(ndArray(inputs.slice(), [1, WIDTH]), 1, nodes, out);
      return unit([...out]);
    };
    const rows = [...learner.memory].map(({ values }) => ({
      label: values.labels,
      at: features(values.inputs),
    }));
    for (let label = 0; label < CLASSES; label += 1) {
      const own = rows.filter((row) => row.label === label);
      if (own.length === 0) {
        expect(scores[label]).toBe(Number.NEGATIVE_INFINITY);
        continue;
      }
      const mean = unit(nodes.map((_, at) => own.reduce((sum, row) => sum + row.at[at]!, 0) / own.length));
      const row = features(test.inputs.data.subarray(0, WIDTH));
      const distance = row.reduce((sum, value, at) => sum + (value - mean[at]!) ** 2, 0);
      expect(Math.abs(scores[label]! + distance)).toBeLessThan(1e-5);
    }
    expect([...scores].slice(0, CLASSES).filter((score) => score > Number.NEGATIVE_INFINITY).length).toBe(6);
  });
});

function oneHot(rows: LabelledRows) {
  const targets = new Float32Array(rows.size * CLASSES);
  for (let row = 0; row < rows.size; row += 1) targets[row * CLASSES + rows.labels[row]!] = 1;
  return ndArray(targets, [rows.size, CLASSES]);
}
