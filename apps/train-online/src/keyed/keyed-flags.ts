import { Flags } from '@oclif/core';
import { flagsOf } from '../base-command.js';
import { modelSettings } from '../serving/model-options.js';
import { ownStreamSettings } from '../settings/own-stream-settings.js';
import { choice } from '../settings/setting.js';
import type { GroupPlace } from './keyed-group.js';

const { 'label-delay': _, 'on-drift': __, ...tableSettings } = ownStreamSettings;

/** Where the learners are: flags of all verbs. */
export const storeFlags = {
  store: Flags.string({
    helpValue: 'PLACE',
    description: 'postgres://user@host/database, or a folder of one process. [default checkpoints/keyed]',
  }),
  group: Flags.string({
    helpValue: 'NAME',
    description: 'Which learners: a database may hold several groups. [default default]',
  }),
};

/** Where the flags say that they are. */
export function placeOf(flags: {
  readonly store?: string | undefined;
  readonly group?: string | undefined;
}): GroupPlace {
  const { store = 'checkpoints/keyed', group = 'default' } = flags;
  return { store, group };
}

/** Small learners: there are many of them, and each sees few rows. */
const smallSettings = {
  ...modelSettings,
  learner: choice<string>({
    group: 'MODEL',
    metavar: 'NAME',
    options: ['bank', 'network', 'mixture'],
    default: 'bank',
    defaultNote: 'bank; network where there are text columns, several targets or a flag that a bank has not',
    help: 'What learns each key: a small network in one bank of them, one of its own, which costs thirty times as much, or a mixture of experts, five times that.',
  }),
  lr: { ...modelSettings.lr, defaultNote: '0.01; 0.001 for a mixture' },
  hidden: { ...modelSettings.hidden, defaultNote: '16' },
  optimizer: { ...modelSettings.optimizer, defaultNote: 'adamw; adam for a network' },
  'batch-size': { ...modelSettings['batch-size'], defaultNote: '16; 32 for the others' },
  'updates-per-batch': { ...modelSettings['updates-per-batch'], defaultNote: '1; 2 for the others' },
  'replay-capacity': { ...modelSettings['replay-capacity'], defaultNote: '64; 256 for the others' },
};

/** What rows are appended, and to which learners. */
export const rowFlags = {
  key: Flags.string({
    helpValue: 'COLUMN',
    description: 'The column that says whose a row is. [needed by a new group]',
  }),
  partitions: Flags.integer({
    helpValue: 'N',
    min: 1,
    max: 100_000,
    description:
      'Parts of the keys that workers share out, fixed for a group: more than there will be workers. [default 64, in a folder 8]',
  }),
  ...flagsOf(tableSettings),
  ...flagsOf(smallSettings),
};

/** How a worker works. */
export const workerFlags = {
  batch: Flags.integer({
    helpValue: 'N',
    min: 1,
    max: 100_000,
    description: 'Events of a partition that are committed together at most. [default 500]',
  }),
  capacity: Flags.integer({
    helpValue: 'N',
    min: 1,
    max: 10_000_000,
    description: 'Learners of a partition in memory at most; the others sleep in the store. [default 1000]',
  }),
};

/** The texts of the flags that say what the learners are: those of a group, for ever. */
export function askedOf(flags: Readonly<Record<string, unknown>>): Record<string, string> {
  const names = [
    'key',
    'target',
    'columns',
    'time-column',
    'schema',
    'missing',
    ...Object.keys(smallSettings),
  ];
  return Object.fromEntries(
    names.flatMap((name) => (flags[name] === undefined ? [] : [[name, String(flags[name])]])),
  );
}
