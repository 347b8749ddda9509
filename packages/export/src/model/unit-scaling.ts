import type { InputPart } from './input-layout.js';

const DAY_MS = 86_400_000;

/**
 * How a value in its own unit becomes an input, `(value − mean) / scale`, held within ± 8: a date's unit is the millisecond since
 * 1970 (or the second, where its numbers count those), 1 is yes. `scale` is infinite where all values were the same, so that the input is 0. Undefined where inputs are not scaled.
 */
export function unitScaling(part: InputPart): { readonly mean: number; readonly scale: number } | undefined {
  if (!('scaling' in part)) return undefined;
  const { mean, deviation } = part.scaling;
  const scale = deviation > 0 ? deviation : Number.POSITIVE_INFINITY;
  if (part.kind === 'boolean') return { mean, scale };
  if (part.kind === 'number') return { mean: mean / part.scale + part.origin, scale: scale / part.scale };
  const { origin, unitMs } = part;
  return { mean: (mean * DAY_MS + origin) / unitMs, scale: (scale * DAY_MS) / unitMs };
}
