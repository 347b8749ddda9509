import type { Random } from '@graph/core';
import type { StudyData } from './images.js';
import { permutation, shuffle } from './permutation.js';
import { type PixelMap, permutedPixels, rotatedPixels } from './pixel-maps.js';

/** One task of a stream. */
export type StudyTask = {
  /** Indices of images to learn from, in their order. */
  readonly train: Uint32Array;
  /** Indices of images to be judged by. */
  readonly test: Uint32Array;
  /** Where its pixels come from; undefined if they are as they were. */
  readonly pixels: PixelMap | undefined;
  /** `[classes]`, 1 for those of the task. */
  readonly classes: Uint8Array;
};

/** A published protocol: which tasks, in which order, learned by what. */
export type StudyStream = {
  readonly name: StreamName;
  /** What is new in each task: classes, or what the images of the same classes look like. */
  readonly setting: 'class-incremental' | 'domain-incremental';
  readonly source: string;
  readonly hidden: readonly number[];
  readonly batchSize: number;
  /** Whether only rows of other tasks are rehearsed. */
  readonly otherTasksOnly: boolean;
  /** Draws the tasks of one seed. */
  tasks(data: StudyData, random: Random): StudyTask[];
};

/** The streams that there are. */
export type StreamName = 'split-mnist' | 'seq-mnist' | 'perm-mnist' | 'rot-mnist';

const CLASSES = 10;
const TASKS = 20;

/** The published streams by name. */
export const STREAMS: { readonly [Name in StreamName]: StudyStream } = {
  'split-mnist': {
    name: 'split-mnist',
    setting: 'class-incremental',
    source: 'Aljundi et al., MIR, NeurIPS 2019: 1,010 rows of each two classes in batches of 10, one pass',
    hidden: [400, 400],
    batchSize: 10,
    otherTasksOnly: true,
    tasks: (data, random) => twoByTwo(data, random, 0.95, 1010),
  },
  'seq-mnist': {
    name: 'seq-mnist',
    setting: 'class-incremental',
    source: 'Buzzega et al., DER, NeurIPS 2020: all rows of each two classes in batches of 10, one pass',
    hidden: [100, 100],
    batchSize: 10,
    otherTasksOnly: false,
    tasks: (data, random) => twoByTwo(data, random, 1, Number.POSITIVE_INFINITY),
  },
  'perm-mnist': {
    name: 'perm-mnist',
    setting: 'domain-incremental',
    source:
      'Buzzega et al., DER, NeurIPS 2020: 20 permutations of the pixels, all rows of each in batches of 128',
    hidden: [100, 100],
    batchSize: 128,
    otherTasksOnly: false,
    tasks: (data, random) => allOver(data, random, permutedPixels),
  },
  'rot-mnist': {
    name: 'rot-mnist',
    setting: 'domain-incremental',
    source:
      'Buzzega et al., DER, NeurIPS 2020: 20 rotations by up to a half turn, all rows of each in batches of 128',
    hidden: [100, 100],
    batchSize: 128,
    otherTasksOnly: false,
    tasks: (data, random) => allOver(data, random, rotatedPixels),
  },
};

/** Classes 0 and 1, then 2 and 3, …: of each two, at most `most` rows of a share of the images. */
function twoByTwo(data: StudyData, random: Random, share: number, most: number): StudyTask[] {
  return Array.from({ length: CLASSES / 2 }, (_, task) => {
    const isOwn = (label: number): boolean => Math.floor(label / 2) === task;
    const own = shuffle(indicesOf(data.train.labels, isOwn), random);
    return {
      train: own.slice(0, Math.min(most, Math.floor(own.length * share))),
      test: indicesOf(data.test.labels, isOwn),
      pixels: undefined,
      classes: Uint8Array.from({ length: CLASSES }, (_, label) => +isOwn(label)),
    };
  });
}

/** All images in every task, each task's pixels placed by a map of its own. */
function allOver(
  { train, test }: StudyData,
  random: Random,
  draw: (side: number, random: Random) => PixelMap,
): StudyTask[] {
  return Array.from({ length: TASKS }, () => ({
    pixels: draw(train.side, random),
    train: permutation(train.labels.length, random),
    test: Uint32Array.from(test.labels.keys()),
    classes: new Uint8Array(CLASSES).fill(1),
  }));
}

function indicesOf(labels: Uint8Array, isWanted: (label: number) => boolean): Uint32Array {
  return Uint32Array.from([...labels.keys()].filter((at) => isWanted(labels[at]!)));
}
