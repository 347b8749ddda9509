import type { RowBlock } from '../blocks/row-block.js';
import type { Notice } from '../schema/notice.js';
import { type ColumnProfile, profileColumn } from '../schema/profile-column.js';
import type { ColumnSchema, TableSchema } from '../schema/schema.js';
import type { TableOptions } from '../table/table-options.js';
import { isBlank, missingWords } from '../values/missing-words.js';
import type { ColumnCheck } from './table-check.js';

const EXAMPLES = 3;
const EXAMPLE_LENGTH = 24;

/** What was found beside the schema. */
export type Findings = {
  readonly options: TableOptions;
  readonly notices: readonly Notice[];
  readonly faults: readonly { readonly column: string; readonly message: string }[];
};

/** Tells of each column what the first rows say about it; the targets come first. */
export function checkColumns(
  blocks: readonly RowBlock[],
  schema: TableSchema,
  findings: Findings,
): readonly ColumnCheck[] {
  const missing = missingWords(schema.missing);
  const targets = schema.targets.map(({ name, task, notation }): ColumnCheck => {
    const profile = profileColumn(name, blocks, task === 'class' ? isBlank : missing);
    const type = task === 'regression' ? 'number' : task === 'binary' ? 'boolean' : 'category';
    return {
      name,
      type,
      task,
      ...(notation === undefined ? {} : { notation }),
      ...counts(profile),
      remarks: remarksOf(profile, findings),
    };
  });
  const columns = schema.columns.flatMap((column): ColumnCheck[] => {
    if (column.type === 'gap' || column.part !== undefined) return [];
    const profile = profileColumn(column.name, blocks, missing);
    const notation = 'notation' in column ? column.notation : undefined;
    return [
      {
        name: column.name,
        type: column.type,
        ...(notation === undefined ? {} : { notation }),
        ...(column.type === 'ignored' ? { reason: column.reason } : {}),
        ...(column.type === 'features'
          ? { missing: 0, distinct: column.buckets, examples: [] }
          : counts(profile)),
        remarks: [...remarksOf(profile, findings), ...oddities(column, profile)],
      },
    ];
  });
  return [...targets, ...columns];
}

function counts({
  missing,
  distinct,
}: ColumnProfile): Pick<ColumnCheck, 'missing' | 'distinct' | 'examples'> {
  return {
    missing,
    distinct: distinct.size,
    examples: [...distinct]
      .slice(0, EXAMPLES)
      .map((text) => (text.length > EXAMPLE_LENGTH ? `${text.slice(0, EXAMPLE_LENGTH)}…` : text)),
  };
}

function remarksOf({ name }: ColumnProfile, { notices, faults }: Findings): string[] {
  const said = notices.filter(({ column }) => column === name).map(({ message }) => message);
  const own = faults.filter(({ column }) => column === name);
  const [first] = own;
  if (first === undefined) return said;
  const more = own.length === 1 ? '' : `, and ${own.length - 1} more`;
  return [
    ...said,
    `${first.message}${more}; --missing with such words takes them as "no value", --schema with {"types": {"${name}": "category"}} as words`,
  ];
}

function oddities(column: ColumnSchema, profile: ColumnProfile): string[] {
  const { name, present, distinct, missing, codes } = profile;
  const rows = present + missing;
  const leave = `--exclude ${JSON.stringify(name)} leaves it out`;
  if (column.type === 'ignored' || column.type === 'features') return [];
  const odd: string[] = [];
  if (present >= 20 && distinct.size === 1) odd.push(`the same value in all rows that have one; ${leave}`);
  if (codes > 0)
    odd.push(
      `numbers with zeros before them are codes; --schema with {"types": {"${name}": "number"}} reads them as numbers`,
    );
  const isWords = column.type === 'text' || column.type === 'category';
  if (isWords && present >= 50 && distinct.size === present && profile.phrases * 2 < present)
    odd.push(`another value in each row, as an id has; ${leave}`);
  if (missing * 2 > rows) odd.push(`${missing} of ${rows} rows have no value`);
  return odd;
}
