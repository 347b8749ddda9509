import type { OptionNames } from '@graph/core';
import type { ColumnType, TableSchema } from '@graph/stream';
import { check } from '../check.js';
import {
  LEARNING_OPTIONS,
  type LearningOptions,
  type LearningSettings,
  learningSettings,
  TABLE_DEFAULTS,
} from '../session/learning-settings.js';
import type { OnDrift } from '../table/drift-response.js';
import type { TableStreamSettings } from '../table/table-stream-settings.js';
import type { LabelWait } from './pending-labels.js';

/** What an `OnlineModel` is made with; only the target has no default. */
export type OnlineModelOptions = LearningOptions & {
  /** The column to predict; several must all be numbers, or all yes or no. */
  readonly target: string | readonly string[];
  /** What kind of target it is. Default: by looking at its values. */
  readonly task?: 'regression' | 'binary' | 'class';
  /** The columns that there are at the start, as a `TableReader` inferred them. Default: none, they are found by looking. */
  readonly schema?: TableSchema;
  /** What columns are, where looking at their values would say otherwise. */
  readonly types?: Readonly<Record<string, ColumnType>>;
  /** Columns not to learn from. */
  readonly exclude?: readonly string[];
  /** The column that says when a row happened. */
  readonly timeColumn?: string;
  /** The column whose words are the domains that consolidation rehearses evenly. */
  readonly domainColumn?: string;
  /** What to do when the world has changed. Default `adapt`. */
  readonly onDrift?: OnDrift;
  /**
   * How long a row that was predicted with an id waits for its label: so many rows that came after it, or so much time by the
   * caller's own clock. Default without limit.
   */
  readonly labelWait?: LabelWait;
  /** Rows that may wait at most, a whole number ≥ 1; the oldest expire first. Default 100,000. */
  readonly maxPending?: number;
};

/** {@link OnlineModelOptions}, checked and with nothing left open. */
export type OnlineModelSettings = {
  readonly learning: LearningSettings;
  readonly stream: TableStreamSettings;
  readonly labelWait: LabelWait | undefined;
  readonly maxPending: number;
};

const NAMES: OptionNames<OnlineModelOptions> = {
  ...LEARNING_OPTIONS,
  target: true,
  task: true,
  schema: true,
  types: true,
  exclude: true,
  timeColumn: true,
  domainColumn: true,
  onDrift: true,
  labelWait: true,
  maxPending: true,
};

/**
 * Checks the options of an `OnlineModel`; those of the columns are checked by the `RowWriter`.
 *
 * @throws OnlineError `OPTION`
 */
export function onlineModelSettings(options: OnlineModelOptions): OnlineModelSettings {
  check.names('OnlineModel', options, NAMES);
  const { target, onDrift = 'adapt', labelWait, maxPending = 100_000 } = options;
  const targets = Array.isArray(target) ? target : [target];
  if (targets.length === 0 || targets.some((name) => typeof name !== 'string' || name === ''))
    throw check.error(`target is ${JSON.stringify(target)}, wanted the name of the column to predict`);
  check.oneOf('onDrift', onDrift, ['adapt', 'report', 'ignore']);
  check.wholeNumber('maxPending', maxPending, { min: 1 });
  if (labelWait !== undefined) {
    check.names('labelWait', labelWait, { rows: true, time: true });
    if ('rows' in labelWait) check.wholeNumber('labelWait.rows', labelWait.rows, { min: 0 });
    else check.number('labelWait.time', labelWait.time, { min: 0 });
  }
  const learning = learningSettings(options, TABLE_DEFAULTS);
  const { batchSize, replay } = learning;
  return { learning, stream: { batchSize, replay, onDrift, labelDelay: 0 }, labelWait, maxPending };
}
