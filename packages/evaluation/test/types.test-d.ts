/** What compiles, and what must not: `tsc -p test` reads this file; nothing runs it. */
import type { StateTree } from '@graph/core';
import {
  Accuracy,
  Adwin,
  BestConstant,
  Ddm,
  type DriftDetector,
  type EvaluationState,
  F1,
  Kswin,
  LabelDelay,
  PageHinkley,
  PairedProbes,
  PrequentialClassification,
  R2,
  RehearsalFocus,
  RetentionMatrix,
  regressionScore,
  StreamCurve,
  type TallyMetric,
} from '../src/index.js';

// A detector of your own is a structure, not a subclass; its state is any plain data.
const own = {
  rowsSinceChange: 0,
  update: (error: number) => error > 1,
  state: () => ({ rows: 3, kept: new Float32Array(2), parts: [{ name: 'x' }, null] }),
};
const detectors: readonly DriftDetector[] = [
  own,
  new Adwin(),
  new Ddm(),
  new PageHinkley(),
  new Kswin({ seed: 1 }),
];
for (const detector of detectors) new RehearsalFocus({ memoryRows: 10, detector });
RehearsalFocus.from({}, (state: StateTree) => ({ ...own, rowsSinceChange: Number(state['rows']) }));
// @ts-expect-error: it cannot be saved
const unsaved: DriftDetector = { rowsSinceChange: 0, update: () => true };
// @ts-expect-error: a function is not plain data
const impure: DriftDetector = { ...own, state: () => ({ act: () => 1 }) };
// @ts-expect-error: it has to say yes or no
const unsure: DriftDetector = { ...own, update: () => undefined };

// Metrics of one kind share a shape, their states do not.
const metrics: readonly TallyMetric[] = [
  new Accuracy(),
  new R2({ window: 10 }),
  new Accuracy({ fading: 0.9 }),
];
const values: readonly number[] = metrics.map((metric) => metric.value);
const accuracy: Accuracy = Accuracy.from(new Accuracy().state());
const kept: EvaluationState<'accuracy'> = accuracy.state();
const tree: StateTree = kept;
// @ts-expect-error: the state of another metric
const other: EvaluationState<'r2'> = kept;
// @ts-expect-error: a metric is read, not written
accuracy.value = 1;

// Whatever holds numbers is a row.
new PrequentialClassification().updateProbabilities(0, new Float32Array(3));
new PairedProbes({ width: 2, longRows: 100 }).update([1, 2], 1, 1);
const { r2 } = regressionScore(new Float32Array(2), [1, 2]);
new BestConstant({ width: 1 }).learn(new Float64Array(3));
const means: readonly number[] = new StreamCurve().points.means;
const average: number | null = new RetentionMatrix({ tasks: 2, retrained: 'replace' }).report().average;

// @ts-expect-error: a misspelt option
new Adwin({ detla: 0.1 });
// @ts-expect-error: a word that is not one
new Adwin({ direction: 'down' });
// @ts-expect-error: a seed is not optional
new Kswin({});
// @ts-expect-error: width is not optional
new LabelDelay({ rows: 3 });
// @ts-expect-error: a misspelt option
new F1({ positiv: 1 });
// @ts-expect-error: a word that is not one
new RetentionMatrix({ tasks: 2, retrained: 'keep' });
// @ts-expect-error: options are an object
new StreamCurve(64);

export { average, impure, means, other, r2, tree, unsaved, unsure, values };
