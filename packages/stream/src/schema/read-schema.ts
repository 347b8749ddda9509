import { StreamError } from '../stream-error.js';
import { isDateNotation, isNumberNotation } from '../values/notation.js';
import type { TableSchema } from './schema.js';
import type { SchemaOptions } from './schema-options.js';

const TYPES = ['number', 'boolean', 'category', 'date', 'text', 'ignored'];
const TASKS = ['regression', 'binary', 'class'];
const ENTRIES = [...TYPES, 'gap', 'features'];
const CYCLES = ['day', 'week', 'year'];
const OPTIONS = [
  'target',
  'task',
  'columns',
  'exclude',
  'types',
  'notations',
  'decimal',
  'dateOrder',
  'missing',
  'sentinels',
  'timeColumn',
  'domainColumn',
  'oneHotLimit',
  'hashBuckets',
  'featureBuckets',
];
const NOTATIONS =
  'decimal comma, thousands, currency, percent, minus sign (one or several, with commas between), or day first, month first, time of day, seconds since 1970, milliseconds since 1970';

/**
 * Checks what a schema file holds: either a whole schema, as `TableReader.schema` gives it, or only what is to be
 * other than inferred, such as `{ "target": "price", "types": { "zip": "category" } }`.
 *
 * @param value - parsed JSON.
 * @param name - of the file, for messages.
 * @returns options for `TableReader.open`.
 * @throws StreamError `SCHEMA` that names what is wrong and what was wanted.
 */
export function readSchema(
  value: unknown,
  name = 'schema',
): SchemaOptions & { readonly schema?: TableSchema } {
  const wrong = (where: string, given: unknown, wanted: string): StreamError =>
    new StreamError('SCHEMA', `${name}: ${where} is ${show(given)}, wanted ${wanted}`, {
      place: { source: name },
    });
  const object = asObject(value);
  if (object === undefined) throw wrong('it', value, 'an object');
  if ('version' in object) return { schema: wholeSchema(object, wrong) };
  for (const key of Object.keys(object))
    if (!OPTIONS.includes(key)) throw wrong(`the key "${key}"`, object[key], `one of ${OPTIONS.join(', ')}`);
  const { target, task, types } = object;
  if (target !== undefined && typeof target !== 'string' && !isNames(target))
    throw wrong('target', target, "a column's name or several");
  if (task !== undefined && !TASKS.includes(task as string))
    throw wrong('task', task, `one of ${TASKS.join(', ')}`);
  for (const key of ['columns', 'exclude', 'missing'])
    if (object[key] !== undefined && !isNames(object[key]))
      throw wrong(key, object[key], key === 'missing' ? 'a list of words' : 'a list of column names');
  for (const key of ['timeColumn', 'domainColumn'])
    if (object[key] !== undefined && typeof object[key] !== 'string')
      throw wrong(key, object[key], "a column's name");
  for (const key of ['oneHotLimit', 'hashBuckets', 'featureBuckets'])
    if (object[key] !== undefined && !isCount(object[key]))
      throw wrong(key, object[key], 'a whole number from 0');
  const named = types === undefined ? {} : asObject(types);
  if (named === undefined) throw wrong('types', types, 'an object of column names and types');
  for (const [column, type] of Object.entries(named))
    if (!TYPES.includes(type as string)) throw wrong(`types.${column}`, type, `one of ${TYPES.join(', ')}`);
  checkReadings(object, wrong);
  return object as SchemaOptions;
}

/** Checks what is said about how values are written. */
function checkReadings(object: Readonly<Record<string, unknown>>, wrong: Wrong): void {
  const { decimal, dateOrder, notations, sentinels } = object;
  if (decimal !== undefined && decimal !== 'point' && decimal !== 'comma')
    throw wrong('decimal', decimal, 'point or comma');
  if (dateOrder !== undefined && dateOrder !== 'day' && dateOrder !== 'month')
    throw wrong('dateOrder', dateOrder, 'day or month');
  const written = notations === undefined ? {} : asObject(notations);
  if (written === undefined) throw wrong('notations', notations, 'an object of column names and notations');
  for (const [column, notation] of Object.entries(written))
    if (!isNumberNotation(notation) && !isDateNotation(notation))
      throw wrong(`notations.${column}`, notation, NOTATIONS);
  const missing = sentinels === undefined ? {} : asObject(sentinels);
  if (missing === undefined) throw wrong('sentinels', sentinels, 'an object of column names and numbers');
  for (const [column, numbers] of Object.entries(missing))
    if (!isNumbers(numbers)) throw wrong(`sentinels.${column}`, numbers, 'a list of numbers, such as [-999]');
}

type Wrong = (where: string, given: unknown, wanted: string) => StreamError;

function wholeSchema(object: Readonly<Record<string, unknown>>, wrong: Wrong): TableSchema {
  const { version, columns, targets, domainColumn, timeColumn } = object;
  if (version !== 1) throw wrong('version', version, '1');
  if (!Array.isArray(columns)) throw wrong('columns', columns, 'a list');
  if (!Array.isArray(targets)) throw wrong('targets', targets, 'a list');
  for (const [key, given] of Object.entries({ domainColumn, timeColumn }))
    if (given !== null && typeof given !== 'string') throw wrong(key, given, "a column's name or null");
  const { appendedFrom } = object;
  if (
    appendedFrom !== undefined &&
    !(
      Number.isSafeInteger(appendedFrom) &&
      (appendedFrom as number) >= 0 &&
      (appendedFrom as number) <= columns.length
    )
  )
    throw wrong('appendedFrom', appendedFrom, `a whole number from 0 to ${columns.length}`);
  const parts = new Map<unknown, number>();
  for (const [at, given] of columns.entries()) checkColumn(given, `columns[${at}]`, parts, wrong);
  for (const [at, given] of targets.entries()) {
    const target = asObject(given);
    if (target === undefined) throw wrong(`targets[${at}]`, given, 'an object');
    if (typeof target['name'] !== 'string')
      throw wrong(`targets[${at}].name`, target['name'], "a column's name");
    if (!TASKS.includes(target['task'] as string))
      throw wrong(`targets[${at}].task`, target['task'], `one of ${TASKS.join(', ')}`);
    checkFrame(target, `targets[${at}]`, wrong);
    checkNumbers(target, `targets[${at}]`, wrong);
    for (const key of ['values', 'words'])
      if (target[key] !== undefined && !(isNames(target[key]) && (target[key] as unknown[]).length === 2))
        throw wrong(`targets[${at}].${key}`, target[key], 'two words: of no and of yes');
  }
  if (object['missing'] !== undefined && !isNames(object['missing']))
    throw wrong('missing', object['missing'], 'a list of words');
  return object as TableSchema;
}

function checkColumn(given: unknown, where: string, parts: Map<unknown, number>, wrong: Wrong): void {
  const column = asObject(given);
  if (column === undefined) throw wrong(where, given, 'an object');
  const { name, type, part, missing } = column;
  const before = parts.get(name) ?? 0;
  if (typeof name !== 'string' || (before > 0 && part === undefined))
    throw wrong(`${where}.name`, name, 'a name that no other column has');
  if (part !== undefined && (before === 0 || part !== before + 1))
    throw wrong(`${where}.part`, part, before === 0 ? 'none in the first entry of a name' : `${before + 1}`);
  parts.set(name, before + 1);
  if (!ENTRIES.includes(type as string)) throw wrong(`${where}.type`, type, `one of ${ENTRIES.join(', ')}`);
  if (type === 'gap' && part === undefined) throw wrong(`${where}.part`, part, 'a gap to follow its column');
  if (type === 'gap') return;
  if (type === 'ignored') return;
  if (type === 'features') {
    if (!isCount(column['buckets']) || column['buckets'] === 0)
      throw wrong(`${where}.buckets`, column['buckets'], 'a whole number from 1');
    return;
  }
  if (typeof missing !== 'boolean') throw wrong(`${where}.missing`, missing, 'true or false');
  if (type === 'number') checkFrame(column, where, wrong);
  if (type === 'number') checkNumbers(column, where, wrong);
  if (type === 'category' && !isCount(column['slots']))
    throw wrong(`${where}.slots`, column['slots'], 'a whole number from 0');
  if (type === 'category' && !isCount(column['buckets']))
    throw wrong(`${where}.buckets`, column['buckets'], 'a whole number from 0');
  if (type === 'text' && !(isCount(column['buckets']) && column['buckets'] !== 0))
    throw wrong(`${where}.buckets`, column['buckets'], 'a whole number from 1');
  if (type === 'date') {
    const { cycles, origin } = column;
    if (!Array.isArray(cycles) || !cycles.every((cycle) => CYCLES.includes(cycle as string)))
      throw wrong(`${where}.cycles`, cycles, `a list of ${CYCLES.join(', ')}`);
    if (!Number.isFinite(origin)) throw wrong(`${where}.origin`, origin, 'a number');
    if (column['notation'] !== undefined && !isDateNotation(column['notation']))
      throw wrong(`${where}.notation`, column['notation'], NOTATIONS);
  }
}

function checkNumbers(object: Readonly<Record<string, unknown>>, where: string, wrong: Wrong): void {
  const { notation, sentinels } = object;
  if (notation !== undefined && !isNumberNotation(notation))
    throw wrong(`${where}.notation`, notation, NOTATIONS);
  if (sentinels !== undefined && !isNumbers(sentinels))
    throw wrong(`${where}.sentinels`, sentinels, 'a list of numbers, such as [-999]');
}

function isNumbers(value: unknown): boolean {
  return Array.isArray(value) && value.every((number) => Number.isFinite(number));
}

function checkFrame(object: Readonly<Record<string, unknown>>, where: string, wrong: Wrong): void {
  const { origin, scale } = object;
  if (!Number.isFinite(origin)) throw wrong(`${where}.origin`, origin, 'a number, such as 0');
  if (!(Number.isFinite(scale) && (scale as number) > 0))
    throw wrong(`${where}.scale`, scale, 'a number over 0, such as 1');
}

function asObject(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : undefined;
}

function isNames(value: unknown): boolean {
  return Array.isArray(value) && value.every((name) => typeof name === 'string');
}

function isCount(value: unknown): boolean {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) <= 65_536;
}

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? 'missing';
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
