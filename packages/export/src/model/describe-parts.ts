import type { InputColumn } from './input-layout.js';
import { unitScaling } from './unit-scaling.js';

/** What one part of a column fills: plain JSON. */
export type PartDescription = {
  readonly column: string;
  readonly type: 'number' | 'boolean' | 'date' | 'category' | 'text' | 'features';
  /** The first of its inputs, and how many there are. */
  readonly input: number;
  readonly width: number;
  /** The input that is 1 where the value is missing; null where none says so. */
  readonly missing: number | null;
  /** Of numbers, those that stand for "no value". */
  readonly sentinels?: readonly number[];
  /** Of numbers, yes or no, and dates (in milliseconds or seconds): the first input is `(value − mean) / scale`; scale is null where it is 0. */
  readonly mean?: number;
  readonly scale?: number | null;
  /** Of a category, the words by their input. */
  readonly words?: readonly string[];
  /** Of a category or a text, inputs that are shared by a hash: the last ones. */
  readonly hashed?: number;
  /** Of a date, the cycles whose sine and cosine are the further inputs. */
  readonly cycles?: readonly string[];
};

/** Says what the parts of a column are. */
export function describeParts({ name, parts }: InputColumn): readonly PartDescription[] {
  return parts.map((part) => {
    const { kind, input, width, indicator } = part;
    const scaling = unitScaling(part);
    return {
      column: name,
      type: kind,
      input,
      width,
      missing: indicator < 0 ? null : indicator,
      ...(scaling !== undefined && {
        mean: scaling.mean,
        scale: Number.isFinite(scaling.scale) ? scaling.scale : null,
      }),
      ...(kind === 'category' && { words: part.words, hashed: part.buckets }),
      ...((kind === 'text' || kind === 'features') && { hashed: width }),
      ...(kind === 'number' && part.sentinels.length > 0 && { sentinels: part.sentinels }),
      ...(kind === 'date' && { cycles: part.cycles }),
    };
  });
}
