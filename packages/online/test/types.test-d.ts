import type { StateTree } from '@graph/core';
import {
  adam,
  layered,
  meanSquaredError,
  Network,
  OnlineLearner,
  type RehearsalMemory,
} from '@graph/learner';
import { ReplayMemory } from '@graph/replay';
import {
  CURRICULUM_DEFAULTS,
  CurriculumStream,
  createSession,
  type ExpertName,
  type LabelOneResult,
  Model,
  OnlineError,
  OnlineModel,
  type OnlineModelState,
  type Prediction,
  type TrainingSession,
  type TrainingStream,
} from '../src/index.js';
import { openModel, type SavedModel } from '../src/node/index.js';

// The obvious composition of the parts: no cast, with and without domains.
const network = Network.create(layered({ inputs: 2, hidden: [4], outputs: 1 }), {
  loss: meanSquaredError(),
  optimizer: adam(),
  seed: 1,
  maxBatch: 32,
});
const plain = new ReplayMemory({
  capacity: 100,
  seed: 1,
  schema: { inputs: { dtype: 'float32', shape: [2] }, targets: { dtype: 'float32', shape: [1] } },
});
const withDomains = new ReplayMemory({
  capacity: 100,
  seed: 1,
  schema: {
    inputs: { dtype: 'float32', shape: [2] },
    targets: { dtype: 'float32', shape: [1] },
    domains: { dtype: 'uint16', shape: [] },
  },
});
const memories: readonly RehearsalMemory[] = [plain, withDomains];
new OnlineLearner({ network, memory: memories[0]! });

// A model from its target alone; what it gives is plain data.
const model = new OnlineModel({ target: 'fraud' });
const state: OnlineModelState = model.state();
const tree: StateTree = state;
OnlineModel.from(structuredClone(state));
Model.from(state.model);
const prediction: Prediction = model.predictOne({ amount: 12 });
const labelled: LabelOneResult = model.labelOne('order-17', true);
if (labelled.status === 'learned') labelled.prediction satisfies Prediction;
if (labelled.status === 'labelled') labelled.label satisfies string | number | boolean | null;

// @ts-expect-error: the target has no default
new OnlineModel({});
// @ts-expect-error: an option that there is not
new OnlineModel({ target: 'fraud', replayRatio: 0.5 });
// @ts-expect-error: a word that there is not
new OnlineModel({ target: 'fraud', onDrift: 'panic' });
// @ts-expect-error: rows or time, and nothing else
new OnlineModel({ target: 'fraud', labelWait: { days: 3 } });
// @ts-expect-error: a whole state is not that of a frozen model
Model.from(state);
// @ts-expect-error: only a learned label has a prediction
labelled.prediction;

// A session over a stream, and a stream of your own.
const stream: TrainingStream = new CurriculumStream({ batchSize: 32, seed: 42 });
const session: TrainingSession = createSession(stream, CURRICULUM_DEFAULTS);
const saved: Promise<SavedModel> = openModel('folder', { target: 'fraud' });

// @ts-expect-error: a code that there is not
new OnlineError('OPTIONS', 'message');

export { prediction, saved, session, tree };

// What learns is a word, and what its experts are worth is in the report.
const mixed = new OnlineModel({ target: 'y', learner: 'mixture', effort: 2 });
for (const { name, weight, loss } of mixed.report().experts ?? []) {
  const expert: ExpertName = name;
  const figures: readonly [number, number | null] = [weight, loss];
  console.log(expert, figures);
}
// @ts-expect-error there is no such learner
new OnlineModel({ target: 'y', learner: 'mixtures' });
