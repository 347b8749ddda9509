import type { OptionNames } from '@graph/core';
import { check } from '../check.js';
import { ObjectRows } from '../objects/object-rows.js';
import type { TableSchema, TargetSchema } from '../schema/schema.js';
import type { SchemaOptions } from '../schema/schema-options.js';
import { checkTargets } from '../table/check-options.js';
import { missingWords } from '../values/missing-words.js';
import type { GrowthOptions } from './column-growth.js';

/** What is known about the rows before the first of them comes. */
export type RowWriterOptions = Omit<
  SchemaOptions,
  'target' | 'columns' | 'decimal' | 'dateOrder' | 'featureBuckets'
> & {
  /** The column to predict, or several: all of them numbers, or all yes/no. */
  readonly target: string | readonly string[];
  /** Where the schema starts from, `TableReader.schema` for instance; without it, it grows from nothing. */
  readonly schema?: TableSchema;
  /** The words that belong to `schema`: `TableReaderState.vocabulary`. */
  readonly vocabulary?: string;
  /** The most classes a target may have, 1 to 65536. @defaultValue 1000 */
  readonly maxClasses?: number;
};

const NAMES: OptionNames<RowWriterOptions> = {
  target: true,
  schema: true,
  vocabulary: true,
  maxClasses: true,
  task: true,
  exclude: true,
  types: true,
  timeColumn: true,
  domainColumn: true,
  oneHotLimit: true,
  hashBuckets: true,
  notations: true,
  missing: true,
  sentinels: true,
};

/** Checks the options of a row writer, and returns the names of its targets. */
export function checkRowWriterOptions(options: RowWriterOptions): readonly string[] {
  check.names('RowWriter', options, NAMES);
  const { target, task, maxClasses, oneHotLimit, hashBuckets } = options;
  if (maxClasses !== undefined) check.wholeNumber('maxClasses', maxClasses, { min: 1, max: 65_536 });
  if (oneHotLimit !== undefined) check.wholeNumber('oneHotLimit', oneHotLimit, { min: 1, max: 1024 });
  if (hashBuckets !== undefined) check.wholeNumber('hashBuckets', hashBuckets, { min: 1, max: 4096 });
  const targets = typeof target === 'string' ? [target] : target;
  if (!Array.isArray(targets) || targets.length === 0 || targets.some((name) => typeof name !== 'string'))
    throw check.error(
      "target is missing, wanted the name of the column to predict, or several columns' names",
    );
  if (new Set(targets).size !== targets.length) throw check.error('target names a column twice');
  if (targets.length > 1 && task === 'class')
    throw check.error('task is "class" and there are several targets, wanted numbers only or yes/no only');
  checkTargets(options);
  return targets;
}

/** Checks that what the options say is what the schema says. */
export function checkAgainstSchema(
  options: RowWriterOptions,
  targets: readonly string[],
  schema: TableSchema,
): void {
  const given = schema.targets.map(({ name }) => name);
  if (given.length !== targets.length || given.some((name, at) => name !== targets[at]))
    throw check.error(`target is ${targets.join(', ')}, the schema's is ${given.join(', ') || 'missing'}`);
  for (const { name, task } of schema.targets)
    if (options.task !== undefined && options.task !== task)
      throw check.error(`task is ${options.task}, in the schema "${name}" is ${task}`);
  for (const key of ['timeColumn', 'domainColumn'] as const)
    if (options[key] !== undefined && options[key] !== schema[key])
      throw check.error(`${key} is ${options[key]}, the schema's is ${schema[key] ?? 'missing'}`);
}

/** The schema that grows from nothing. */
export function emptySchema(options: RowWriterOptions, targets: readonly TargetSchema[]): TableSchema {
  const { domainColumn = null, timeColumn = null } = options;
  const { missing } = options;
  return {
    version: 1,
    columns: [],
    appendedFrom: 0,
    targets,
    domainColumn,
    timeColumn,
    ...(missing === undefined ? {} : { missing }),
  };
}

/** What the options say about columns that appear. */
export function growthOptions(
  options: RowWriterOptions,
  targets: readonly string[],
  domainColumn: string | null,
): GrowthOptions {
  const { types = {}, exclude = [], oneHotLimit = 32, hashBuckets = 32 } = options;
  return {
    types: new Map(Object.entries(types)),
    others: new Set([...targets, ...exclude, ...(domainColumn === null ? [] : [domainColumn])]),
    notations: new Map(Object.entries(options.notations ?? {})),
    sentinels: new Map(Object.entries(options.sentinels ?? {})),
    missing: missingWords(options.missing ?? options.schema?.missing),
    oneHotLimit,
    hashBuckets,
  };
}

/**
 * What reads the objects: columns as they appear, or of sparse rows those of the schema and the sum of what others hash to.
 *
 * @param fields - the targets first, so that a label alone can be written to its place.
 */
export function objectRows(fields: readonly string[], schema: TableSchema): ObjectRows {
  const objects = new ObjectRows({ fields, skipFurther: true });
  const features = schema.columns.find(({ type }) => type === 'features');
  if (features?.type === 'features') {
    const names = [...fields, ...schema.columns.map(({ name }) => name)].filter(
      (name) => name !== features.name,
    );
    objects.choose(new Map(names.map((name) => [name, 'any'])), features.buckets);
  }
  return objects;
}
