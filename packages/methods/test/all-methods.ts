import {
  aGem,
  averagedWeights,
  classMeans,
  darkExperienceReplay,
  erAce,
  experienceReplay,
  fineTuning,
  gdumb,
  learningWithoutForgetting,
  type Method,
  maximallyInterferedRetrieval,
} from '../src/index.js';

/** Every method of the package, with settings that make each of its parts count. */
export const ALL_METHODS: readonly (readonly [string, () => Method])[] = [
  ['fine-tuning', fineTuning],
  ['er', () => experienceReplay()],
  ['er of two means', () => experienceReplay({ loss: 'sum' })],
  ['er-ace', erAce],
  ['der', () => darkExperienceReplay({ beta: 0, alpha: 0.3 })],
  ['der++', () => darkExperienceReplay()],
  ['a-gem', aGem],
  ['mir', () => maximallyInterferedRetrieval({ candidates: 25 })],
  ['gdumb', () => gdumb({ passes: 2 })],
  ['lwf', () => learningWithoutForgetting()],
  ['class-means', () => classMeans()],
  ['averaged-weights', () => averagedWeights({ decay: 0.9 })],
  ['averaged-weights of lwf', () => averagedWeights({ train: learningWithoutForgetting() })],
  ['class-means of lwf', () => classMeans({ train: learningWithoutForgetting() })],
];
