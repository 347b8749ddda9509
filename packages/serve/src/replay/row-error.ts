import type { Prediction } from '@graph/online';
import type { Label } from '../log/event.js';

/**
 * Says how wrong a prediction was: the distance of a number, or 1 for another class and 0 for the same; of several targets
 * their mean.
 *
 * @returns undefined where nothing was predicted yet.
 */
export function rowError({ value }: Prediction, label: Label): number | undefined {
  if (value === null) return undefined;
  if (typeof value !== 'object') return valueError(value, label);
  const names = Object.keys(value);
  const truths = label as Readonly<Record<string, unknown>>;
  return names.reduce((sum, name) => sum + valueError(value[name]!, truths[name]), 0) / names.length;
}

function valueError(value: string | number | boolean, label: unknown): number {
  if (typeof value === 'number') {
    const distance = Math.abs(value - Number(label));
    return Number.isFinite(distance) ? distance : 0;
  }
  return String(value) === String(label) ? 0 : 1;
}
