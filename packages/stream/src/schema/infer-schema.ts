import type { RowBlock } from '../blocks/row-block.js';
import { StreamError } from '../stream-error.js';
import { numberFrame } from './number-frame.js';
import { type ColumnProfile, profileColumn } from './profile-column.js';
import type { ColumnSchema, ColumnType, Cycle, TableSchema, TargetSchema, Task } from './schema.js';
import { suggestColumn } from './suggest-column.js';

/** What the user says about the columns, before anything is inferred. */
export type SchemaOptions = {
  /** The columns to predict; none to read inputs only. */
  readonly target?: string | readonly string[];
  /** What the target is; by default a look at the first rows decides. */
  readonly task?: Task;
  /** The only columns to learn from; by default all but the targets. */
  readonly columns?: readonly string[];
  /** Columns not to learn from. */
  readonly exclude?: readonly string[];
  /** Types of columns, where the first rows would say otherwise. */
  readonly types?: Readonly<Record<string, ColumnType>>;
  /** The column that says when a row happened. */
  readonly timeColumn?: string;
  /** The column whose words are the domains. */
  readonly domainColumn?: string;
  /** Categories that get an input of their own, at most; 1 to 1024. @defaultValue 32 */
  readonly oneHotLimit?: number;
  /** Inputs for hashed categories and texts; 1 to 4096. @defaultValue 32 */
  readonly hashBuckets?: number;
};

/** Decides from the first rows of a table, and from what the user says, what each column is. */
export function inferSchema(block: RowBlock, options: SchemaOptions, sourceName: string): TableSchema {
  const names = block.fields;
  const targets = typeof options.target === 'string' ? [options.target] : (options.target ?? []);
  const asked = [
    ...targets,
    ...(options.columns ?? []),
    ...(options.exclude ?? []),
    ...Object.keys(options.types ?? {}),
    ...(options.timeColumn === undefined ? [] : [options.timeColumn]),
    ...(options.domainColumn === undefined ? [] : [options.domainColumn]),
  ];
  for (const name of asked)
    if (!names.includes(name))
      throw new StreamError('COLUMN', `${sourceName} has no column "${name}"${suggestColumn(name, names)}`, {
        place: { source: sourceName, column: name },
      });
  const described = targets.map((name) => targetSchema(profileColumn(name, block), options, sourceName));
  const [first] = described;
  for (const other of described.slice(1))
    if (first!.task === 'class' || other.task !== first!.task)
      throw new StreamError(
        'OPTION',
        `the targets "${first!.name}" (${first!.task}) and "${other.name}" (${other.task}) cannot be predicted together, wanted numbers only or yes/no only`,
      );
  const columns = names
    .filter((name) => !targets.includes(name))
    .map((name) => {
      const reason =
        options.exclude?.includes(name) === true
          ? 'excluded'
          : options.columns !== undefined && !options.columns.includes(name)
            ? 'not among the columns asked for'
            : name === options.domainColumn
              ? 'says the domain'
              : undefined;
      if (reason !== undefined) return { name, type: 'ignored' as const, reason };
      return columnSchema(profileColumn(name, block), options);
    });
  return {
    version: 1,
    columns,
    targets: described,
    domainColumn: options.domainColumn ?? null,
    timeColumn: options.timeColumn ?? null,
  };
}

function columnSchema(profile: ColumnProfile, options: SchemaOptions): ColumnSchema {
  const { name, present } = profile;
  const missing = profile.missing > 0;
  const limit = options.oneHotLimit ?? 32;
  const buckets = options.hashBuckets ?? 32;
  const type =
    options.types?.[name] ?? (name === options.timeColumn ? timeType(profile) : columnType(profile, limit));
  if (type === 'number') return { name, type, missing, ...numberFrame(profile.values) };
  if (type === 'boolean') return { name, type, missing };
  if (type === 'text') return { name, type, missing, buckets };
  if (type === 'date')
    return { name, type, missing, cycles: cyclesOf(profile.times), origin: profile.times[0] ?? 0 };
  if (type === 'category') {
    // Half as many slots again as categories were met: newcomers, too, shall have inputs of their own.
    const met = profile.distinct.size;
    return {
      name,
      type,
      missing,
      slots: Math.min(limit, met + Math.max(2, Math.ceil(met / 2))),
      buckets: met > limit ? buckets : Math.min(buckets, 4),
    };
  }
  return {
    name,
    type: 'ignored',
    reason: present === 0 ? 'no value in the first rows' : 'ignored by its type',
  };
}

function columnType(profile: ColumnProfile, oneHotLimit: number): ColumnType {
  const { present, distinct } = profile;
  if (present === 0) return 'ignored';
  if (mostly(profile.numbers, present)) return 'number';
  if (mostly(profile.booleans, present)) return 'boolean';
  if (mostly(profile.dates, present)) return 'date';
  const mostlyDistinct = distinct.size > oneHotLimit && distinct.size * 2 > present;
  return mostlyDistinct || (profile.phrases * 2 > present && distinct.size * 4 > present)
    ? 'text'
    : 'category';
}

/** One value in twenty may be a slip, which is then a bad row, and not a reason to take numbers for words. */
function mostly(count: number, present: number): boolean {
  return count === present || (present >= 20 && count * 20 >= present * 19);
}

function timeType(profile: ColumnProfile): ColumnType {
  return mostly(profile.numbers, profile.present) ? 'number' : 'date';
}

function cyclesOf(times: readonly number[]): Cycle[] {
  const day = 86_400_000;
  const cycles: Cycle[] = [];
  if (times.some((time) => time % day !== 0)) cycles.push('day');
  // Dates that all fall on the first of a month say nothing about weeks.
  if (times.some((time) => new Date(time).getUTCDate() !== 1)) cycles.push('week');
  cycles.push('year');
  return cycles;
}

function targetSchema(profile: ColumnProfile, options: SchemaOptions, sourceName: string): TargetSchema {
  const { name, present } = profile;
  const task = options.task ?? taskOf(profile);
  if (present === 0)
    throw new StreamError('EMPTY', `${sourceName}: the target "${name}" has no value in the first rows`, {
      place: { source: sourceName, column: name },
    });
  if (task === 'regression' && profile.numbers === 0)
    throw new StreamError(
      'OPTION',
      `${sourceName}: the target "${name}" holds no numbers, a regression needs them; is it a class?`,
      { place: { source: sourceName, column: name } },
    );
  return { name, task, ...(task === 'regression' ? numberFrame(profile.values) : { origin: 0, scale: 1 }) };
}

function taskOf(profile: ColumnProfile): Task {
  if (mostly(profile.booleans, profile.present)) return 'binary';
  if (!mostly(profile.numbers, profile.present)) return 'class';
  return profile.values.every((value) => value === 0 || value === 1) ? 'binary' : 'regression';
}
