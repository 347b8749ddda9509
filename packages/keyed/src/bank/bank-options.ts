import type { OptionNames } from '@graph/core';
import { adamw, type Optimizer } from '@graph/learner';
import type { LabelWait } from '@graph/online';
import type { TableSchema } from '@graph/stream';
import { check } from '../check.js';

/** What all keys of `bankedModels` have in common; only the schema has no default. */
export type BankedModelsOptions = {
  /**
   * The columns, and the one target: as `TableReader.schema` or `readSchema` gives it. It does not grow: columns that it does not
   * know are passed over.
   */
  readonly schema: TableSchema;
  /** The classes, where the target is one of several: two or more, in the order of the outputs. */
  readonly classes?: readonly string[];
  /** Same seed, same bits. A safe integer. Default 42. */
  readonly seed?: number;
  /** Rows in a training step, the new one and rehearsed ones together, from 1 to 1024. Default 16. */
  readonly batchSize?: number;
  /** Optimizer steps for each new row, each with freshly drawn memories, from 1 to 100. Default 1. */
  readonly updatesPerBatch?: number;
  readonly network?: {
    /** Neurons of each hidden layer. Default one layer of 16. */
    readonly hidden?: readonly number[];
  };
  readonly replay?: {
    /** Rows that each key remembers, a whole number ≥ 1. Default 64. */
    readonly capacity?: number;
    /** What to forget when they are full: the oldest row, or a random one. Default `fifo`. */
    readonly eviction?: 'fifo' | 'reservoir';
  };
  /** Default `adamw` with a learning rate of 0.01 and a decay of 0.1. */
  readonly optimizer?: Optimizer;
  /** How long a row that was predicted with an id waits for its label, as in `OnlineModelOptions`. Default without limit. */
  readonly labelWait?: LabelWait;
  /** Rows of a key that may wait at most, a whole number ≥ 1; the oldest expire first. Default 256. */
  readonly maxPending?: number;
};

/** {@link BankedModelsOptions}, checked and with nothing left open. */
export type BankedSettings = {
  readonly schema: TableSchema;
  readonly classes: readonly string[];
  readonly seed: number;
  readonly batchSize: number;
  readonly updatesPerBatch: number;
  readonly hidden: readonly number[];
  readonly capacity: number;
  readonly eviction: 'fifo' | 'reservoir';
  readonly optimizer: Optimizer;
  readonly labelWait: LabelWait | undefined;
  readonly maxPending: number;
};

const NAMES: OptionNames<BankedModelsOptions> = {
  schema: true,
  classes: true,
  seed: true,
  batchSize: true,
  updatesPerBatch: true,
  network: true,
  replay: true,
  optimizer: true,
  labelWait: true,
  maxPending: true,
};

/** Checks the options of `bankedModels` and adds the defaults. @throws KeyedError `OPTION` */
export function bankedSettings(options: BankedModelsOptions): BankedSettings {
  check.names('bankedModels', options, NAMES);
  const { schema, classes = [], seed = 42, batchSize = 16, updatesPerBatch = 1 } = options;
  const { network = {}, replay = {}, labelWait, maxPending = 256 } = options;
  const { optimizer = adamw({ learningRate: 0.01, weightDecay: 0.1 }) } = options;
  check.names('network', network, { hidden: true });
  check.names('replay', replay, { capacity: true, eviction: true });
  const { hidden = [16] } = network;
  const { capacity = 64, eviction = 'fifo' } = replay;
  checkTarget(schema, classes);
  check.seed(seed);
  check.wholeNumber('batchSize', batchSize, { min: 1, max: 1024 });
  check.wholeNumber('updatesPerBatch', updatesPerBatch, { min: 1, max: 100 });
  for (const neurons of hidden) check.wholeNumber('each of network.hidden', neurons, { min: 1, max: 16_384 });
  check.wholeNumber('replay.capacity', capacity, { min: 1, max: 1_000_000 });
  check.oneOf('replay.eviction', eviction, ['fifo', 'reservoir']);
  check.wholeNumber('maxPending', maxPending, { min: 1 });
  if (labelWait !== undefined) {
    check.names('labelWait', labelWait, { rows: true, time: true });
    if ('rows' in labelWait) check.wholeNumber('labelWait.rows', labelWait.rows, { min: 0 });
    else check.number('labelWait.time', labelWait.time, { min: 0 });
  }
  return {
    ...{ schema, classes, seed, batchSize, updatesPerBatch, hidden, capacity, eviction },
    ...{ optimizer, labelWait, maxPending },
  };
}

function checkTarget(schema: TableSchema, classes: readonly string[]): void {
  const targets = schema?.targets;
  if (!Array.isArray(targets) || targets.length !== 1)
    throw check.error(
      `the schema has ${targets?.length ?? 'no'} targets, wanted one: use onlineModels for several`,
    );
  const { name, task } = schema.targets[0]!;
  if (task !== 'class') {
    if (classes.length > 0) throw check.error(`classes are given, and the target ${name} is a ${task} one`);
    return;
  }
  if (classes.length < 2 || new Set(classes).size !== classes.length)
    throw check.error(
      `the target ${name} is one of several classes and classes has ${classes.length}, wanted all that may come, each once: ` +
        'a network of a bank has an output for each from the start',
    );
}
