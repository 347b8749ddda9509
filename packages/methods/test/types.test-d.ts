import { createBatch, layered, Network, sgd, softmaxCrossEntropy } from '@graph/learner';
import {
  type AveragedWeightsOptions,
  aGem,
  averagedWeights,
  type ClassMeansOptions,
  ContinualLearner,
  type ContinualLearnerOptions,
  type ContinualLearnerState,
  classMeans,
  type DarkExperienceReplayOptions,
  darkExperienceReplay,
  type ExperienceReplayOptions,
  erAce,
  experienceReplay,
  fineTuning,
  type GdumbOptions,
  type GroupTerm,
  gdumb,
  type LabelledRows,
  type LearningWithoutForgettingOptions,
  learningWithoutForgetting,
  type MaximallyInterferedRetrievalOptions,
  type Method,
  MethodsError,
  type MethodsErrorCode,
  maximallyInterferedRetrieval,
  type Remembered,
  type RowGroup,
  type RowMemory,
  type RunningMethod,
  type Workbench,
} from '../src/index.ts';
import { cellFolder, readMnist } from '../src/node/index.ts';
import {
  type CellStore,
  runStudy,
  STUDY_ROWS,
  type StudyData,
  type StudyOptions,
  type StudyTableRow,
  studyMarkdown,
  studyTable,
} from '../src/study/index.ts';

const network = Network.create(layered({ inputs: 2, hidden: [3], outputs: 4 }), {
  loss: softmaxCrossEntropy(),
  optimizer: sgd(),
  seed: 1,
});
const methods: readonly Method[] = [
  fineTuning(),
  aGem(),
  erAce(),
  experienceReplay({ loss: 'sum' } satisfies ExperienceReplayOptions),
  darkExperienceReplay({ alpha: 1 } satisfies DarkExperienceReplayOptions),
  maximallyInterferedRetrieval({ candidates: 20 } satisfies MaximallyInterferedRetrievalOptions),
  gdumb({ passes: 3 } satisfies GdumbOptions),
  learningWithoutForgetting({ temperature: 3 } satisfies LearningWithoutForgettingOptions),
  averagedWeights({ decay: 0.9 } satisfies AveragedWeightsOptions),
  classMeans({ train: erAce() } satisfies ClassMeansOptions),
];
const options: ContinualLearnerOptions = { network, method: methods[0]!, seed: 1 };
const learner = new ContinualLearner(options);
const rows: LabelledRows = { size: 1, inputs: createBatch(1, 2, 4).inputs, labels: [3] };
learner.learn(rows) satisfies number;
const state: ContinualLearnerState = learner.state();
ContinualLearner.from(state, methods[0]!).memory satisfies RowMemory;
export const labels = (group: RowGroup): Uint16Array => group.columns.labels;
export const fields = (memory: RowMemory): Remembered => memory.schema;
export const running = (work: Workbench): RunningMethod => ({
  learn: () => work.step([work.fresh.ofLabels() satisfies GroupTerm]),
});
new MethodsError('ROWS' satisfies MethodsErrorCode, 'wrong');

const store: CellStore = cellFolder('cells');
const data: StudyData = readMnist('mnist');
const study: StudyOptions = { rows: STUDY_ROWS, seeds: [1], data, store, cpuSeconds: () => 0 };
export const printed: string = studyMarkdown(studyTable(runStudy(study)) satisfies StudyTableRow[]);
// @ts-expect-error a study needs a clock
runStudy({ rows: STUDY_ROWS, seeds: [1], data });

// @ts-expect-error a state needs the method that it was taken with
ContinualLearner.from(state);
// @ts-expect-error a learner needs a seed
new ContinualLearner({ network, method: fineTuning() });
// @ts-expect-error there are two ways to average
experienceReplay({ loss: 'mean' });
// @ts-expect-error rows have classes, not targets
learner.learn(createBatch(1, 2, 4));
