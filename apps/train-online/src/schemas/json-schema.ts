/** The part of JSON Schema (draft 2020-12) that is written here. */
export type JsonSchema = {
  readonly $schema?: string;
  readonly title?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly type?: 'object' | 'array' | 'string' | 'number' | 'integer' | 'boolean' | 'null';
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly JsonSchema[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly minLength?: number;
  readonly pattern?: string;
  readonly items?: JsonSchema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: boolean | JsonSchema;
  readonly required?: readonly string[];
};

/** What every schema here begins with. */
export const DIALECT = 'https://json-schema.org/draft/2020-12/schema';

/** Where a file may name its schema, for editors: it is read over. */
export const SCHEMA_KEY: Readonly<Record<string, JsonSchema>> = {
  $schema: { type: 'string', description: 'The file with this schema, for editors.' },
};
