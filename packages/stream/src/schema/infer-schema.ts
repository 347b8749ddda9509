import type { RowBlock } from '../blocks/row-block.js';
import { StreamError } from '../stream-error.js';
import { isBlank, missingWords } from '../values/missing-words.js';
import { columnSchema, type Say } from './infer-columns.js';
import { targetSchema } from './infer-target.js';
import { saysComma } from './number-notation-of.js';
import { type ColumnProfile, profileColumn } from './profile-column.js';
import type { ColumnSchema, TableSchema } from './schema.js';
import type { SchemaOptions } from './schema-options.js';
import { splitFeatures } from './split-features.js';
import { suggestColumn } from './suggest-column.js';

/**
 * Decides from the first rows of a table, and from what the user says, what each column is.
 *
 * @param say - called with what a user should know of what was decided.
 */
export function inferSchema(
  blocks: readonly RowBlock[],
  options: SchemaOptions,
  sourceName: string,
  say: Say,
): TableSchema {
  const names = [...new Set(blocks.flatMap(({ fields }) => fields))];
  const targets = typeof options.target === 'string' ? [options.target] : (options.target ?? []);
  checkNames(names, targets, options, sourceName);
  const missing = missingWords(options.missing);
  const { columns: inputs, features } = splitFeatures(names, blocks, options);
  const profiles = new Map<string, ColumnProfile>();
  for (const name of [...inputs, ...targets])
    if (!profiles.has(name)) profiles.set(name, profileColumn(name, blocks, missing));
  // A column that can be read with a decimal comma only speaks for those that do not tell.
  const decimal = options.decimal ?? ([...profiles.values()].some(saysComma) ? 'comma' : undefined);
  const known: SchemaOptions = { ...options, ...(decimal === undefined ? {} : { decimal }) };
  const described = targets.map((name) => {
    const profile = profiles.get(name)!;
    const literal = options.missing === undefined ? profileColumn(name, blocks, isBlank) : profile;
    return targetSchema({ profile, literal }, known, sourceName, say);
  });
  const [first] = described;
  for (const other of described.slice(1))
    if (first!.task === 'class' || other.task !== first!.task)
      throw new StreamError(
        'OPTION',
        `the targets "${first!.name}" (${first!.task}) and "${other.name}" (${other.task}) cannot be predicted together, wanted numbers only or yes/no only`,
      );
  const columns = inputs
    .filter((name) => !targets.includes(name))
    .map((name): ColumnSchema => {
      const reason = notAnInput(name, options);
      if (reason !== undefined) return { name, type: 'ignored', reason };
      return columnSchema(profiles.get(name)!, known, say);
    });
  return {
    version: 1,
    columns: features === undefined ? columns : [...columns, features],
    targets: described,
    domainColumn: options.domainColumn ?? null,
    timeColumn: options.timeColumn ?? null,
    ...(options.missing === undefined ? {} : { missing: options.missing }),
  };
}

function notAnInput(name: string, options: SchemaOptions): string | undefined {
  if (options.exclude?.includes(name) === true) return 'excluded';
  if (options.columns !== undefined && !options.columns.includes(name))
    return 'not among the columns asked for';
  return name === options.domainColumn ? 'says the domain' : undefined;
}

function checkNames(
  names: readonly string[],
  targets: readonly string[],
  options: SchemaOptions,
  sourceName: string,
): void {
  const { columns = [], exclude = [], types = {}, notations = {}, sentinels = {} } = options;
  const asked = [
    ...targets,
    ...columns,
    ...exclude,
    ...Object.keys(types),
    ...Object.keys(notations),
    ...Object.keys(sentinels),
    ...(options.timeColumn === undefined ? [] : [options.timeColumn]),
    ...(options.domainColumn === undefined ? [] : [options.domainColumn]),
  ];
  const known = new Set(names);
  for (const name of asked)
    if (!known.has(name))
      throw new StreamError(
        'COLUMN',
        `${sourceName} has no column "${name}"${suggestColumn(name, names)}${otherForm(names)}`,
        { place: { source: sourceName, column: name } },
      );
}

/** What the names of all columns say about a file that is written in another way than it was read. */
function otherForm(names: readonly string[]): string {
  const [first] = names;
  if (names.length === 1 && /\S\s+\S/.test(first!))
    return '; if a space or another sign stands between its values, --delimiter says so';
  return names.some((name) => /\.1(?:\.|$)/.test(name))
    ? '; where one JSON object holds all rows, give the list inside it'
    : '';
}
