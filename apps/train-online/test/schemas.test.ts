import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readSchema, StreamError } from '@graph/stream';
import { describe, expect, it } from 'vitest';
import { configSchema } from '../dist/schemas/config-schema.js';
import type { JsonSchema } from '../dist/schemas/json-schema.js';
import { tableSchema } from '../dist/schemas/table-schema.js';
import { layeredSettings } from '../dist/settings/resolve-settings.js';
import { trainSettings } from '../dist/settings/train-settings.js';
import { schemaOptions } from '../dist/training/schema-options.js';
import { cli, scratch } from './cli.js';

/** Whether a value is valid by a schema: what the standard says of the words that are used here. */
function isValid(schema: JsonSchema, value: unknown): boolean {
  const kind = value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value;
  const { type, anyOf, items, properties = {}, additionalProperties: others = true } = schema;
  if (type === 'integer' ? !Number.isInteger(value) : type !== undefined && type !== kind) return false;
  if (anyOf && !anyOf.some((each) => isValid(each, value))) return false;
  if (schema.enum && !schema.enum.includes(value)) return false;
  if (schema.const !== undefined && schema.const !== value) return false;
  if (typeof value === 'number') {
    if (value < (schema.minimum ?? -Infinity) || value > (schema.maximum ?? Infinity)) return false;
    if (value <= (schema.exclusiveMinimum ?? -Infinity) || value >= (schema.exclusiveMaximum ?? Infinity))
      return false;
  }
  if (typeof value === 'string')
    return value.length >= (schema.minLength ?? 0) && new RegExp(schema.pattern ?? '').test(value);
  if (Array.isArray(value))
    return (
      value.length >= (schema.minItems ?? 0) &&
      (items === undefined || value.every((each) => isValid(items, each)))
    );
  if (kind !== 'object') return true;
  const object = value as Readonly<Record<string, unknown>>;
  if (schema.required?.some((key) => !(key in object))) return false;
  return Object.entries(object).every(([key, each]) => {
    const own = Object.hasOwn(properties, key) ? properties[key]! : others;
    return typeof own === 'boolean' ? own : isValid(own, each);
  });
}

/** Whether the command takes a value in its file: as `readConfigFile` has it, by itself. */
const parses = (folder: string, config: unknown): boolean => {
  const file = join(folder, 'config.json');
  writeFileSync(file, JSON.stringify(config));
  try {
    layeredSettings({ config: file }, {});
    return true;
  } catch {
    return false;
  }
};

const PROBES: readonly unknown[] = [
  ...[-1, 0, 1, 2, 3, 7, 8, 64, 65_536, 65_537, 1e6, 1e6 + 1, 2 ** 53, 0.5, 1.5, 0.999, 2.5, -0.5, 1e-9],
  ...[
    true,
    false,
    null,
    '',
    'network',
    'adam',
    'a b',
    'loss:0.02',
    'point',
    'day',
    'skip',
    'yes',
    'utf-8',
    ',',
  ],
  ...[[64, 64], [], [1, 2.5], ['a', 'b'], ['']],
];

/** Texts whose own rule the schema does not have: it takes any that is not empty. */
const FREE = ['consolidate-when', 'delimiter', 'quote', 'comment', 'encoding'];

describe('the schema of --config', () => {
  it('has every flag, and what it says by itself is valid and taken', () => {
    const { properties } = configSchema();
    const names = Object.keys(trainSettings).filter((name) => name !== 'config');
    expect(Object.keys(properties!)).toEqual(['$schema', ...names]);
    const folder = scratch();
    const usual = Object.fromEntries(
      Object.entries(properties!).flatMap(([name, each]) =>
        each.default === undefined ? [] : [[name, each.default]],
      ),
    );
    expect(Object.keys(usual).length).toBeGreaterThan(15);
    expect(isValid(configSchema(), usual)).toBe(true);
    expect(parses(folder, { $schema: 'train-online.schema.json', ...usual })).toBe(true);
  });

  it.each(Object.keys(trainSettings).filter((name) => name !== 'config'))(
    'agrees with the command about %s',
    (name) => {
      const { metavar, range, parse } = setting(name);
      const { properties } = configSchema();
      for (const value of PROBES) {
        // As the file is read: null is passed over, anything else is taken by its text.
        const byCommand = value === null || parse(String(value)) !== undefined;
        const bySchema = isValid(properties![name]!, value);
        if (FREE.includes(name)) continue;
        // The command takes a number that is written as text, and the other way round; the schema wants each as what it is.
        const isLoose =
          typeof value === 'string' || metavar === '' || /text|names|one of|character/.test(range);
        if (bySchema || !isLoose) expect(bySchema, JSON.stringify(value)).toBe(byCommand);
      }
    },
  );

  it.each([
    { 'batch-sise': 32 },
    { config: 'other.json' },
    { lr: 0 },
    { order: 'alphabetical' },
    { hidden: { first: 64 } },
    [],
    'text',
  ])('refuses %j, as the command does', (wrong) => {
    expect(isValid(configSchema(), wrong)).toBe(false);
    expect(parses(scratch(), wrong)).toBe(false);
  });
});

type AnySetting = {
  readonly metavar: string;
  readonly range: string;
  readonly parse: (text: string) => unknown;
};

const setting = (name: string): AnySetting => trainSettings[name as keyof typeof trainSettings];

describe('the schema of --schema', () => {
  const column = { name: 'x', type: 'number', missing: false, origin: 0, scale: 1 };
  const target = { name: 'y', task: 'regression', origin: 0, scale: 1 };
  const whole = { version: 1, columns: [column], targets: [target], domainColumn: null, timeColumn: null };

  it.each<unknown>([
    {},
    { target: 'price', task: 'class', types: { zip: 'category' }, exclude: ['id'], missing: ['-'] },
    {
      target: ['a', 'b'],
      columns: ['c'],
      timeColumn: 't',
      domainColumn: 'd',
      oneHotLimit: 8,
      hashBuckets: 0,
    },
    { decimal: 'comma', dateOrder: 'day', notations: { a: 'decimal comma, thousands', b: 'day first' } },
    { sentinels: { a: [-999] }, featureBuckets: 1024 },
    whole,
    {
      ...whole,
      columns: [
        { name: 'z', type: 'date', missing: true, cycles: ['day'], origin: 0 },
        { name: 'i', type: 'ignored', reason: 'one value' },
      ],
    },
  ])('takes %j, as the reader does', (given) => {
    expect(isValid(tableSchema(), given)).toBe(true);
    expect(() => readSchema(given)).not.toThrow();
  });

  it.each<unknown>([
    [],
    { targets: 'price' },
    { task: 'multiclass' },
    { types: { zip: 'word' } },
    { types: ['zip'] },
    { exclude: 'id' },
    { decimal: ',' },
    { dateOrder: 'year' },
    { notations: { a: 'commas' } },
    { sentinels: { a: -999 } },
    { oneHotLimit: -1 },
    { hashBuckets: 70_000 },
    { timeColumn: null },
    { ...whole, version: 2 },
    { ...whole, columns: [{ ...column, type: 'word' }] },
    { ...whole, columns: [{ ...column, scale: 0 }] },
    { ...whole, targets: [{ ...target, task: 'multiclass' }] },
    { ...whole, targets: {} },
    { ...whole, timeColumn: 3 },
  ])('refuses %j, as the reader does', (given) => {
    expect(isValid(tableSchema(), given)).toBe(false);
    expect(() => readSchema(given)).toThrow(StreamError);
  });

  it('may be named in the file', async () => {
    const file = join(scratch(), 'columns.json');
    writeFileSync(file, JSON.stringify({ $schema: 'columns.schema.json', types: { zip: 'category' } }));
    const { values } = layeredSettings({ schema: file }, {});
    expect(await schemaOptions(values)).toMatchObject({ types: { zip: 'category' } });
  });
});

describe('the command', () => {
  it('prints both, and nothing else', async () => {
    const folder = scratch();
    for (const [what, schema] of [
      ['config', configSchema()],
      ['table', tableSchema()],
    ] as const) {
      const { code, stdout, stderr } = await cli(['schema', what], folder);
      expect({ code, stderr, schema: JSON.parse(stdout) }).toEqual({ code: 0, stderr: '', schema });
    }
  });
});
