import type { InputColumn, InputPart } from './input-layout.js';

/** In which form a value is given to an exported model. */
type GivenAs = 'number' | 'date' | 'words' | 'raw';

/** One value that an exported model is given for each row: a column, or what some of a column's parts read. */
export type ColumnInput = {
  /** The name of the column; where its parts need different things, further ones say what they are. */
  readonly name: string;
  readonly as: GivenAs;
  readonly column: InputColumn;
  readonly parts: readonly InputPart[];
};

const SUFFIX: Readonly<Record<GivenAs, string>> = {
  number: 'numbers',
  date: 'dates',
  words: 'words',
  raw: 'raw',
};

/**
 * Tells in which form each column is given: numbers and yes or no as numbers, dates as numbers of milliseconds, categories as words.
 * A column that outgrew its first type is given in several forms, of which in each row all but one are missing.
 *
 * @param raw - columns that are given as the raw values that `RowWriter` and `TableReader` write.
 */
export function columnInputs(
  columns: readonly InputColumn[],
  raw: ReadonlySet<string>,
): readonly ColumnInput[] {
  return columns.flatMap((column) => {
    const { name, parts } = column;
    if (raw.has(name)) {
      const isOne = parts.length === 1;
      return parts.map((part, at) => ({
        name: isOne ? name : `${name} [raw ${at + 1}]`,
        as: 'raw' as const,
        column,
        parts: [part],
      }));
    }
    const forms = [...new Set(parts.map(formOf))];
    return forms.map((as, at) => ({
      name: at === 0 ? name : `${name} [${SUFFIX[as]}]`,
      as,
      column,
      parts: parts.filter((part) => formOf(part) === as),
    }));
  });
}

function formOf({ kind }: InputPart): GivenAs {
  switch (kind) {
    case 'number':
    case 'boolean':
      return 'number';
    case 'date':
      return 'date';
    case 'category':
    case 'text':
      return 'words';
    case 'features':
      return 'raw';
  }
}
