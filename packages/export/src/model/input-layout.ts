import type { Cycle, TableEncoder, TableEncoderState, TableSchema } from '@graph/stream';
import { ExportError } from '../errors.js';

/** How a raw value is standardised: `(value − mean) · factor`, held within ± 8. */
export type Scaling = { readonly mean: number; readonly deviation: number; readonly factor: number };

/** What one part of a column reads, and which inputs of the network it fills. */
export type InputPart = {
  /** The first of its inputs. */
  readonly input: number;
  readonly width: number;
  /** The input that is 1 where the value is missing; -1 where none says so. */
  readonly indicator: number;
  /** Its first raw value. */
  readonly raw: number;
} & (
  | {
      readonly kind: 'number';
      readonly origin: number;
      readonly scale: number;
      /** Numbers that stand for "no value". */
      readonly sentinels: readonly number[];
      readonly scaling: Scaling;
    }
  | { readonly kind: 'boolean'; readonly scaling: Scaling }
  | {
      readonly kind: 'date';
      readonly origin: number;
      readonly cycles: readonly Cycle[];
      /** Milliseconds of what a bare number counts. */
      readonly unitMs: number;
      readonly scaling: Scaling;
    }
  | {
      readonly kind: 'category';
      readonly slots: number;
      readonly buckets: number;
      /** Those that were met, by their slot. */
      readonly words: readonly string[];
    }
  /** A text, or the features of sparse rows that have no column of their own: hashed. */
  | { readonly kind: 'text' | 'features' }
);

/** A column of the user's, with the parts that read it in their order. */
export type InputColumn = { readonly name: string; readonly parts: readonly InputPart[] };

/** What fills the inputs of the network. */
export type InputLayout = {
  /** What each input is. */
  readonly names: readonly string[];
  readonly columns: readonly InputColumn[];
  /** The input that columns without an indicator share. */
  readonly unexpected: number;
  readonly rawWidth: number;
};

/** What inputs are held within. */
export const CLIP = 8;

/**
 * Lays out what each column becomes. The places are found by the names that the encoder gives its inputs.
 *
 * @param categories - the words met, by column.
 * @throws ExportError `UNSUPPORTED` where a column's inputs cannot be told apart.
 */
export function layoutInputs(
  schema: TableSchema,
  categories: Readonly<Record<string, readonly string[]>>,
  encoder: TableEncoder,
  moments: TableEncoderState,
): InputLayout {
  const names = encoder.inputNames;
  const places = new Map(names.map((name, at) => [name, at]));
  const place = (column: string, input: string): number => {
    const at = places.get(input);
    if (at !== undefined && names.indexOf(input) === at) return at;
    throw new ExportError(
      'UNSUPPORTED',
      `the inputs of column ${JSON.stringify(column)} have the names of another column's: rename the column, and train with that`,
      { columns: [column] },
    );
  };
  const unexpected = place('[unexpected]', '[unexpected]');
  const columns = new Map<string, InputPart[]>();
  const wordsUsed = new Map<string, number>();
  let moment = 0;
  let raw = 0;
  for (const column of schema.columns) {
    const { name, type } = column;
    if (type === 'ignored' || type === 'gap') continue;
    const parts = columns.get(name) ?? [];
    if (parts.length === 0) columns.set(name, parts);
    const isFirst = parts.length === 0;
    const indicator = isFirst ? (places.get(`${name} [missing]`) ?? unexpected) : -1;
    if (type === 'category') {
      const { slots, buckets } = column;
      const from = wordsUsed.get(name) ?? 0;
      wordsUsed.set(name, from + slots);
      const known = Object.hasOwn(categories, name) ? categories[name]! : [];
      const words = known.slice(from, from + slots);
      const first = slots > 0 ? `${name} [category ${from + 1}]` : `${name} [hash 1]`;
      const input = place(name, first);
      parts.push({ kind: 'category', input, width: slots + buckets, indicator, raw, slots, buckets, words });
      raw += 1;
      continue;
    }
    if (type === 'text') {
      const input = place(name, `${name} [text 1]`);
      parts.push({ kind: 'text', input, width: column.buckets, indicator, raw });
      raw += column.buckets;
      continue;
    }
    if (type === 'features') {
      const input = place(name, `${name} [hash 1]`);
      parts.push({ kind: 'features', input, width: column.buckets, indicator: -1, raw });
      raw += column.buckets;
      continue;
    }
    const scaling = scalingOf(moments, moment);
    moment += 1;
    if (type === 'date') {
      const { origin, cycles, notation } = column;
      const unitMs = notation === 'seconds since 1970' ? 1000 : 1;
      const width = 1 + 2 * cycles.length;
      const input = place(name, `${name} [days]`);
      parts.push({ kind: 'date', input, width, indicator, raw, origin, cycles, unitMs, scaling });
      raw += width;
      continue;
    }
    const input = place(name, column.part === undefined ? name : `${name} [part ${column.part}]`);
    const common = { input, width: 1, indicator, raw, scaling };
    raw += 1;
    if (type === 'boolean') parts.push({ kind: 'boolean', ...common });
    else {
      const { origin, scale, sentinels = [] } = column;
      parts.push({ kind: 'number', ...common, origin, scale, sentinels });
    }
  }
  return {
    names,
    columns: [...columns].map(([name, parts]) => ({ name, parts })),
    unexpected,
    rawWidth: raw,
  };
}

/** The scaling of one of the encoder's moments: inputs first, then targets. */
export function scalingOf({ counts, means, squares }: TableEncoderState, at: number): Scaling {
  const count = counts[at]!;
  const deviation = count === 0 ? 0 : Math.sqrt(squares[at]! / count);
  return { mean: means[at]!, deviation, factor: deviation > 0 ? 1 / deviation : 0 };
}
