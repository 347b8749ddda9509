import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CELL, RowBlock } from '../src/blocks/row-block.ts';
import { ByteWindow } from '../src/bytes/byte-window.ts';
import { CsvReader } from '../src/csv/csv-reader.ts';
import { parseNumber } from '../src/values/parse-number.ts';
import { textSource } from './text-source.ts';

type Row = { readonly cells: readonly (string | number)[] } | { readonly fault: string };

/** Reads a CSV text with the reader; cells of numeric columns come as numbers where they are some. */
async function readRows(
  text: string,
  options: { piece: number; numeric: boolean; capacity: number },
): Promise<{ fields: readonly string[]; rows: Row[]; ends: number[]; lines: number[] }> {
  const source = textSource(text, { piece: options.piece });
  const reader = await CsvReader.open(await ByteWindow.open(source), source, {
    delimiter: ',',
    maxRecordBytes: 1 << 16,
  });
  reader.choose(new Map(reader.header.map((field) => [field, options.numeric ? 'number' : 'any'] as const)));
  const block = new RowBlock(options.capacity);
  const rows: Row[] = [];
  const ends: number[] = [];
  const lines: number[] = [];
  while (await reader.next(block)) {
    for (let row = 0; row < block.size; row += 1) {
      const fault = block.faults.get(row);
      ends.push(block.ends[row]!);
      lines.push(block.lines[row]!);
      rows.push(
        fault === undefined
          ? {
              cells: reader.header.map((_, column) => {
                const { kinds, numbers, texts } = block.columns[column]!;
                if (kinds[row] === CELL.missing) return '';
                return kinds[row] === CELL.number ? numbers[row]! : texts[row]!;
              }),
            }
          : { fault: fault.message },
      );
    }
    block.clear();
  }
  return { fields: reader.header, rows, ends, lines };
}

/** What csv-parse alone makes of it. */
function expected(text: string, numeric: boolean): Row[] | undefined {
  let records: string[][];
  try {
    records = parse(text, {
      record_delimiter: ['\n', '\r\n'],
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
    });
  } catch {
    return undefined;
  }
  const [header, ...rest] = records;
  return rest.map((cells) =>
    cells.length === header!.length
      ? {
          cells: cells.map((cell) => {
            const number = numeric ? parseNumber(cell) : Number.NaN;
            return Number.isNaN(number) ? cell : number;
          }),
        }
      : {
          fault: `has ${cells.length} value${cells.length === 1 ? '' : 's'}, the header has ${header!.length} column${header!.length === 1 ? '' : 's'}`,
        },
  );
}

const options = fc.record({
  piece: fc.integer({ min: 1, max: 40 }),
  numeric: fc.boolean(),
  capacity: fc.integer({ min: 1, max: 9 }),
});
const number = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
  fc.integer().map(String),
  fc.tuple(fc.integer(), fc.integer({ min: 0, max: 18 })).map(([value, digits]) => value.toFixed(digits)),
);
const cell = fc.oneof(
  { weight: 4, arbitrary: number },
  {
    weight: 1,
    arbitrary: fc.constantFrom('', ' ', 'na', '-', '.', '1.', '-.5', '+3', '1e5', '0x1', '1 2', 'é', '😀'),
  },
  { weight: 1, arbitrary: fc.string({ maxLength: 6 }).map((text) => `"${text.replaceAll('"', '""')}"`) },
);
const table = fc.array(fc.array(cell, { minLength: 3, maxLength: 3 }), { maxLength: 12 }).chain((rows) =>
  fc.tuple(fc.constantFrom('\n', '\r\n'), fc.boolean()).map(([end, last]) => {
    const lines = ['a,b,c', ...rows.map((row) => row.join(','))];
    return lines.join(end) + (last ? end : '');
  }),
);
/** Anything that is made of the characters that matter. */
const soup = fc.array(fc.constantFrom('a', '1', ',', '"', '\n', '\r\n', '\r', '.', '-', ' ', 'é', '0'), {
  maxLength: 60,
});

describe('the two ways of cutting CSV', () => {
  it('agree on tables, however the bytes arrive', async () => {
    await fc.assert(
      fc.asyncProperty(table, options, async (text, how) => {
        const { rows } = await readRows(text, how);
        expect(rows).toEqual(expected(text, how.numeric));
      }),
      { numRuns: 1500, seed: 1 },
    );
  });

  it('agree on arbitrary text, up to a quote that is never closed', async () => {
    await fc.assert(
      fc.asyncProperty(soup, options, async (body, how) => {
        const text = `a,b\n${body.join('')}`;
        const { rows } = await readRows(text, how);
        const wanted = expected(text, how.numeric);
        if (wanted !== undefined) expect(rows).toEqual(wanted);
        else expect(rows.at(-1)).toEqual({ fault: 'opens a quote that is not closed before the end' });
      }),
      { numRuns: 4000, seed: 2 },
    );
  });

  it('say on which line and byte each row stands', async () => {
    await fc.assert(
      fc.asyncProperty(table, options, async (text, how) => {
        const bytes = new TextEncoder().encode(text);
        const { rows, ends, lines } = await readRows(text, how);
        for (const [row, end] of ends.entries()) {
          const before = new TextDecoder().decode(bytes.subarray(0, row === 0 ? 0 : ends[row - 1]!));
          const rest = await readRows(`a,b,c\n${new TextDecoder().decode(bytes.subarray(end))}`, how);
          expect(rest.rows).toEqual(rows.slice(row + 1));
          // Blank lines that come before the row belong to neither.
          if (row > 0) expect(lines[row]!).toBeGreaterThanOrEqual(before.split('\n').length);
        }
      }),
      { numRuns: 300, seed: 3 },
    );
  });
});
