import { DIALECT, type JsonSchema, SCHEMA_KEY } from './json-schema.js';

const NAME: JsonSchema = { type: 'string' };
const NAMES: JsonSchema = { type: 'array', items: NAME };
const COUNT: JsonSchema = { type: 'integer', minimum: 0, maximum: 65_536 };
const NUMBER: JsonSchema = { type: 'number' };
const NUMBERS: JsonSchema = { type: 'array', items: NUMBER };
const TASK: JsonSchema = { enum: ['regression', 'binary', 'class'] };
const MARK = '(decimal comma|thousands|currency|percent|minus sign)';
const NUMBER_NOTATION: JsonSchema = { type: 'string', pattern: `^${MARK}(, ${MARK})*$` };
const DATE_NOTATION: JsonSchema = {
  enum: ['day first', 'month first', 'time of day', 'seconds since 1970', 'milliseconds since 1970'],
};

const OPTIONS: Readonly<Record<string, JsonSchema>> = {
  target: { description: 'The column to predict, or several.', anyOf: [NAME, NAMES] },
  task: { description: 'What the target is; by default a look at the first rows decides.', ...TASK },
  columns: { description: 'The only columns to learn from; by default all but the targets.', ...NAMES },
  exclude: { description: 'Columns not to learn from.', ...NAMES },
  types: {
    description: 'What columns are, where the first rows would say otherwise.',
    type: 'object',
    additionalProperties: { enum: ['number', 'boolean', 'category', 'date', 'text', 'ignored'] },
  },
  notations: {
    description:
      'How the numbers or dates of columns are written; marks of numbers have commas between them.',
    type: 'object',
    additionalProperties: { anyOf: [NUMBER_NOTATION, DATE_NOTATION] },
  },
  decimal: {
    description: 'What stands before the decimals, where both are possible.',
    enum: ['point', 'comma'],
  },
  dateOrder: {
    description: 'What comes first in 03/04/2024, where both are possible.',
    enum: ['day', 'month'],
  },
  missing: { description: 'The words that mean "no value"; the empty text always does.', ...NAMES },
  sentinels: {
    description: 'The numbers of columns that stand for "no value", such as -999.',
    type: 'object',
    additionalProperties: NUMBERS,
  },
  timeColumn: { description: 'The column that says when a row happened.', ...NAME },
  domainColumn: { description: 'The column whose words are the domains.', ...NAME },
  oneHotLimit: { description: 'Categories that get an input of their own, at most.', default: 32, ...COUNT },
  hashBuckets: { description: 'Inputs for hashed categories and texts.', default: 32, ...COUNT },
  featureBuckets: {
    description: 'Inputs for features of sparse rows without a column.',
    default: 1024,
    ...COUNT,
  },
};

const frame = { origin: NUMBER, scale: { type: 'number', exclusiveMinimum: 0 } } as const;

const TARGET: JsonSchema = {
  type: 'object',
  properties: { name: NAME, task: TASK, ...frame, notation: NUMBER_NOTATION, sentinels: NUMBERS },
  required: ['name', 'task', 'origin', 'scale'],
};

/** A column of a whole schema by its type, and what it then must say. */
const column = (
  type: string,
  more: Readonly<Record<string, JsonSchema>>,
  required: readonly string[],
): JsonSchema => ({
  type: 'object',
  properties: { name: NAME, type: { const: type }, ...more },
  required: ['name', 'type', ...required],
});

const IS_MISSING = { missing: { type: 'boolean' } } as const;

const COLUMN: JsonSchema = {
  anyOf: [
    column('number', { ...IS_MISSING, ...frame, notation: NUMBER_NOTATION, sentinels: NUMBERS }, [
      'missing',
      'origin',
      'scale',
    ]),
    column('boolean', IS_MISSING, ['missing']),
    column('category', { ...IS_MISSING, slots: COUNT, buckets: COUNT }, ['missing', 'slots', 'buckets']),
    column('text', { ...IS_MISSING, buckets: { ...COUNT, minimum: 1 } }, ['missing', 'buckets']),
    column(
      'date',
      {
        ...IS_MISSING,
        cycles: { type: 'array', items: { enum: ['day', 'week', 'year'] } },
        origin: NUMBER,
        notation: DATE_NOTATION,
      },
      ['missing', 'cycles', 'origin'],
    ),
    column('features', { buckets: { ...COUNT, minimum: 1 } }, ['buckets']),
    column('ignored', {}, []),
    column('gap', { part: { type: 'integer', minimum: 1 } }, ['part']),
  ],
};

const NAME_OR_NONE: JsonSchema = { anyOf: [NAME, { type: 'null' }] };

/** Returns the JSON schema of what a file of `--schema` may hold: what is to be other than inferred, or a whole schema. */
export function tableSchema(): JsonSchema {
  return {
    $schema: DIALECT,
    title: 'Columns of a table for train-online',
    description:
      'What --schema FILE reads: only what is to be other than inferred, or all of it, as a run saves it.',
    anyOf: [
      { type: 'object', properties: { ...SCHEMA_KEY, ...OPTIONS }, additionalProperties: false },
      {
        type: 'object',
        properties: {
          ...SCHEMA_KEY,
          version: { const: 1 },
          columns: { type: 'array', items: COLUMN },
          targets: { type: 'array', items: TARGET },
          domainColumn: NAME_OR_NONE,
          timeColumn: NAME_OR_NONE,
          missing: NAMES,
        },
        required: ['version', 'columns', 'targets', 'domainColumn', 'timeColumn'],
      },
    ],
  };
}
