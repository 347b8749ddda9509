import type { Method } from '../method.js';
import { aGem } from '../methods/a-gem.js';
import { averagedWeights } from '../methods/averaged-weights.js';
import { classMeans } from '../methods/class-means.js';
import { darkExperienceReplay } from '../methods/dark-experience-replay.js';
import { erAce } from '../methods/er-ace.js';
import { experienceReplay } from '../methods/experience-replay.js';
import { fineTuning } from '../methods/fine-tuning.js';
import { gdumb } from '../methods/gdumb.js';
import { learningWithoutForgetting } from '../methods/learning-without-forgetting.js';
import { maximallyInterferedRetrieval } from '../methods/maximally-interfered-retrieval.js';
import type { StreamName } from './streams.js';

/** A row of a table: a method with the settings that it was published with, and the figure that was printed. */
export type StudyRow = {
  readonly stream: StreamName;
  /** As `--method` names it; `joint` is plain learning of all tasks' rows shuffled, the upper bound. */
  readonly method: StudyMethod;
  /** Rows remembered; 0 for methods that remember none. */
  readonly memory: number;
  readonly rehearsedRows: number;
  readonly learningRate: number;
  /** Whether only rows of other tasks are rehearsed. Default as the stream's protocol says. */
  readonly otherTasksOnly?: boolean;
  /** The published accuracy in percent, and its deviation where one was printed with it. */
  readonly published?: number;
  readonly deviation?: number;
  make(): Method;
};

/** The names of the methods. */
export type StudyMethod = (typeof STUDY_METHODS)[number];

/** The names of the methods, in the order of the tables. */
export const STUDY_METHODS = [
  'fine-tuning',
  'joint',
  'er',
  'er-ace',
  'der',
  'der++',
  'a-gem',
  'mir',
  'gdumb',
  'lwf',
  'class-means',
  'averaged-weights',
] as const;

type Given = readonly [memory: number, rehearsedRows: number, learningRate: number];

const row = (
  stream: StreamName,
  method: StudyMethod,
  [memory, rehearsedRows, learningRate]: Given,
  make: () => Method,
  published?: number,
  deviation?: number,
): StudyRow => ({
  stream,
  method,
  memory,
  rehearsedRows,
  learningRate,
  make,
  ...(published !== undefined && { published }),
  ...(deviation !== undefined && { deviation }),
});
const der =
  (alpha: number, beta = 0) =>
  (): Method =>
    darkExperienceReplay({ alpha, beta });
const summed = (): Method => experienceReplay({ loss: 'sum' });
const averaged = (train: () => Method, decay: number) => (): Method =>
  averagedWeights({ train: train(), decay });

/** The rows of all tables. Settings are those of the papers' repositories; rows without a figure have those of ER. */
export const STUDY_ROWS: readonly StudyRow[] = [
  row('split-mnist', 'fine-tuning', [0, 10, 0.1], fineTuning, 19.0, 0.2),
  row('split-mnist', 'joint', [0, 10, 0.1], fineTuning, 86.8, 1.1),
  row('split-mnist', 'er', [500, 10, 0.1], summed, 82.1, 1.5),
  row('split-mnist', 'mir', [500, 10, 0.1], maximallyInterferedRetrieval, 87.6, 0.7),
  // New rows compete with other classes only where they are remembered ones.
  { ...row('split-mnist', 'er-ace', [500, 10, 0.1], erAce), otherTasksOnly: false },
  row('split-mnist', 'der++', [500, 10, 0.1], der(1, 1)),
  row('split-mnist', 'a-gem', [500, 10, 0.1], aGem),
  row('split-mnist', 'gdumb', [500, 10, 0.1], gdumb),
  row('split-mnist', 'lwf', [0, 10, 0.1], learningWithoutForgetting),
  row('split-mnist', 'class-means', [500, 10, 0.1], () => classMeans({ train: der(1, 1)() })),
  row('split-mnist', 'averaged-weights', [500, 50, 0.1], averaged(summed, 0.99)),
  row('seq-mnist', 'fine-tuning', [0, 10, 0.03], fineTuning, 19.6),
  row('seq-mnist', 'joint', [0, 10, 0.03], fineTuning, 95.57),
  row('seq-mnist', 'er', [200, 10, 0.01], experienceReplay, 80.43),
  row('seq-mnist', 'er', [500, 10, 0.1], experienceReplay, 86.12),
  row('seq-mnist', 'der', [200, 10, 0.03], der(0.2), 84.55),
  row('seq-mnist', 'der', [500, 128, 0.03], der(1), 90.54),
  row('seq-mnist', 'der++', [200, 128, 0.03], der(0.2, 1), 85.61),
  row('seq-mnist', 'der++', [500, 10, 0.03], der(1, 0.5), 91.0),
  row('seq-mnist', 'er-ace', [500, 10, 0.03], erAce),
  { ...row('seq-mnist', 'a-gem', [500, 128, 0.1], aGem), otherTasksOnly: true },
  row('seq-mnist', 'mir', [500, 10, 0.03], maximallyInterferedRetrieval),
  row('seq-mnist', 'gdumb', [500, 10, 0.1], gdumb),
  row('seq-mnist', 'lwf', [0, 10, 0.03], learningWithoutForgetting),
  row('seq-mnist', 'class-means', [500, 10, 0.03], () => classMeans({ train: der(1, 0.5)() })),
  row('seq-mnist', 'averaged-weights', [200, 64, 0.05], averaged(der(0.5, 1), 0.999)),
  row('seq-mnist', 'averaged-weights', [500, 64, 0.05], averaged(der(0.5, 1), 0.999)),
  row('perm-mnist', 'fine-tuning', [0, 128, 0.2], fineTuning, 40.7),
  row('perm-mnist', 'joint', [0, 128, 0.2], fineTuning, 94.33),
  row('perm-mnist', 'er', [200, 128, 0.2], experienceReplay, 72.37),
  row('perm-mnist', 'er', [500, 128, 0.2], experienceReplay, 80.6),
  row('perm-mnist', 'der', [200, 128, 0.2], der(1), 81.74),
  row('perm-mnist', 'der', [500, 128, 0.2], der(1), 87.29),
  row('perm-mnist', 'der++', [200, 128, 0.1], der(1, 1), 83.58),
  row('perm-mnist', 'der++', [500, 128, 0.2], der(1, 0.5), 88.21),
  row('perm-mnist', 'averaged-weights', [200, 128, 0.1], averaged(der(1, 1), 0.99)),
  row('rot-mnist', 'fine-tuning', [0, 128, 0.2], fineTuning, 67.66),
  row('rot-mnist', 'joint', [0, 128, 0.2], fineTuning, 95.76),
  row('rot-mnist', 'er', [200, 128, 0.2], experienceReplay, 85.01),
  row('rot-mnist', 'er', [500, 128, 0.2], experienceReplay, 88.91),
  row('rot-mnist', 'der', [200, 128, 0.2], der(1), 90.04),
  row('rot-mnist', 'der', [500, 128, 0.2], der(0.5), 92.24),
  row('rot-mnist', 'der++', [200, 128, 0.1], der(1, 0.5), 90.43),
  row('rot-mnist', 'der++', [500, 128, 0.2], der(0.5, 1), 92.77),
];
