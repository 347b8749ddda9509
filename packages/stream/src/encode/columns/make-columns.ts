import type { ColumnSchema, TableSchema } from '../../schema/schema.js';
import { type Missing, missingWords } from '../../values/missing-words.js';
import type { Vocabulary } from '../vocabulary.js';
import { BooleanColumn } from './boolean-column.js';
import { CategoryColumn, type Remembering } from './category-column.js';
import { ColumnPart } from './column-part.js';
import { DateColumn } from './date-column.js';
import { FeaturesColumn } from './features-column.js';
import { NumberColumn } from './number-column.js';
import type { RawColumn } from './raw-column.js';
import { TextColumn } from './text-column.js';

/** The raw columns of a schema. */
export type RawColumns = {
  /** In the order of the raw values. */
  readonly columns: readonly RawColumn[];
  /** Of each column by its name, the parts that read it. */
  readonly partsOf: ReadonlyMap<string, readonly RawColumn[]>;
};

/** Makes the raw columns of a schema, with the categories that are known. */
export function makeColumns(
  schema: TableSchema,
  categories: Vocabulary['categories'],
  remembering: Remembering,
): RawColumns {
  const partsOf = new Map<string, RawColumn[]>();
  const taken = new Map<string, number>();
  const made: RawColumn[] = [];
  const missing = schema.missing === undefined ? undefined : missingWords(schema.missing);
  for (const column of schema.columns) {
    const { name } = column;
    let known: readonly string[] = [];
    if (column.type === 'category') {
      const from = taken.get(name) ?? 0;
      known = Object.hasOwn(categories, name) ? categories[name]!.slice(from, from + column.slots) : [];
      taken.set(name, from + column.slots);
    }
    const own = makeColumn(column, known, remembering, missing);
    if (own === undefined) continue;
    made.push(own);
    const parts = partsOf.get(name);
    if (parts === undefined) partsOf.set(name, [own]);
    else parts.push(own);
  }
  const columns = made.map((own) => {
    const parts = partsOf.get(own.name)!;
    return parts.length === 1 ? own : new ColumnPart(own, parts, missing);
  });
  return { columns, partsOf };
}

function makeColumn(
  schema: ColumnSchema,
  known: readonly string[],
  remembering: Remembering,
  missing: Missing | undefined,
): RawColumn | undefined {
  switch (schema.type) {
    case 'number':
      return new NumberColumn(schema, missing);
    case 'boolean':
      return new BooleanColumn(schema, missing);
    case 'category':
      return new CategoryColumn(schema, known, remembering, missing);
    case 'date':
      return new DateColumn(schema, missing);
    case 'text':
      return new TextColumn(schema, missing);
    case 'features':
      return new FeaturesColumn(schema);
    case 'gap':
    case 'ignored':
      return undefined;
  }
}
