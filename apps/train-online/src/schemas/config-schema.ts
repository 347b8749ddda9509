import type { Setting } from '../settings/setting.js';
import { trainSettings } from '../settings/train-settings.js';
import { DIALECT, type JsonSchema, SCHEMA_KEY } from './json-schema.js';

/** Returns the JSON schema of what a file of `--config` may hold, made from the table of settings. */
export function configSchema(): JsonSchema {
  const settings = Object.entries(trainSettings).filter(([name]) => name !== 'config');
  return {
    $schema: DIALECT,
    title: 'Configuration of train-online',
    description:
      'What --config FILE reads: the names of the flags, each at most once. null is as if it were not there.',
    type: 'object',
    properties: {
      ...SCHEMA_KEY,
      ...Object.fromEntries(settings.map(([name, setting]) => [name, schemaOf(setting)])),
    },
    additionalProperties: false,
  };
}

function schemaOf(setting: Setting<never> | Setting<unknown>): JsonSchema {
  const { help, defaultNote, default: usual } = setting;
  const notes = defaultNote === undefined ? '' : ` Default: ${defaultNote}.`;
  const isPlain =
    usual !== undefined && defaultNote === undefined && !(Array.isArray(usual) && usual.length === 0);
  return {
    description: `${help}${notes}`,
    ...(isPlain && { default: usual }),
    anyOf: [...valuesOf(setting.range), { type: 'null' }],
  };
}

/** What is a number and over what: the words of `setting.ts`, which errors and help use too. */
const NUMBERS: readonly (readonly [words: RegExp, bounds: (numbers: readonly number[]) => JsonSchema])[] = [
  [
    /^a whole number from (\S+) to (\S+)$/,
    ([minimum, maximum]) => ({ type: 'integer', minimum: minimum!, maximum: maximum! }),
  ],
  [
    /^a whole number, (\S+) or more$/,
    ([minimum]) => ({ type: 'integer', minimum: minimum!, maximum: Number.MAX_SAFE_INTEGER }),
  ],
  [
    /^a whole number$/,
    () => ({ type: 'integer', minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER }),
  ],
  [/^a finite number over (\S+)$/, ([over]) => ({ type: 'number', exclusiveMinimum: over! })],
  [
    /^a number over (\S+) and at most (\S+)$/,
    ([over, maximum]) => ({ type: 'number', exclusiveMinimum: over!, maximum: maximum! }),
  ],
  [
    /^a number from (\S+) to below (\S+)$/,
    ([minimum, below]) => ({ type: 'number', minimum: minimum!, exclusiveMaximum: below! }),
  ],
  [
    /^a number from (\S+) to (\S+)$/,
    ([minimum, maximum]) => ({ type: 'number', minimum: minimum!, maximum: maximum! }),
  ],
  [/^a number, (\S+) or more$/, ([minimum]) => ({ type: 'number', minimum: minimum! })],
];

/** What a setting of such a range may be in JSON; a text that nothing else is known of must not be empty. */
function valuesOf(range: string): readonly JsonSchema[] {
  for (const [words, bounds] of NUMBERS) {
    const found = words.exec(range);
    if (found) return [bounds(found.slice(1).map(Number))];
  }
  const options = /^one of (.*)$/.exec(range)?.[1]?.split(', ');
  if (options) return [{ enum: options }];
  if (range === 'true or false') return [{ type: 'boolean' }];
  const list = /^whole numbers from (\S+) to (\S+) with commas between/.exec(range);
  if (list) {
    const items: JsonSchema = { type: 'integer', minimum: Number(list[1]), maximum: Number(list[2]) };
    return [{ type: 'array', minItems: 1, items }, { type: 'string', pattern: '^\\d+( *, *\\d+)*$' }, items];
  }
  const text: JsonSchema = { type: 'string', minLength: 1 };
  if (range !== 'names with commas between') return [text];
  const name = '[^,]*[^,\\s][^,]*';
  const items: JsonSchema = { type: 'string', pattern: `^${name}$` };
  return [
    { type: 'array', minItems: 1, items },
    { type: 'string', pattern: `^${name}(,${name})*$` },
  ];
}
