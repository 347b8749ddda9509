import type { TableSchema } from './schema.js';

/** How one raw column becomes inputs. */
export type InputStep =
  | {
      /** Standardised; `indicator` is the input that says the value is missing, or -1. */
      readonly kind: 'scaled';
      readonly raw: number;
      readonly input: number;
      readonly moments: number;
      readonly indicator: number;
      /** Raw values after the first that are copied as they are (the cycles of a date). */
      readonly copied: number;
    }
  | {
      /** One of `width` inputs is 1. */
      readonly kind: 'oneHot';
      readonly raw: number;
      readonly input: number;
      readonly width: number;
      readonly indicator: number;
    }
  | {
      readonly kind: 'copied';
      readonly raw: number;
      readonly input: number;
      readonly width: number;
      readonly indicator: number;
    };

/** Where each raw value of a table batch goes among the inputs of a network, and what each input is called. */
export type InputPlan = {
  readonly steps: readonly InputStep[];
  readonly rawWidth: number;
  readonly inputNames: readonly string[];
  readonly moments: number;
};

/**
 * Lays out the inputs. The last one is shared: it is 1 where something is missing in a column that had no gaps among
 * the first rows, or a category has no input of its own yet.
 */
export function planInputs(schema: TableSchema): InputPlan {
  const steps: InputStep[] = [];
  const inputNames: string[] = [];
  let raw = 0;
  let moments = 0;
  for (const column of schema.columns) {
    const { name } = column;
    if (column.type === 'ignored') continue;
    const input = inputNames.length;
    const names: string[] = [];
    if (column.type === 'category') {
      for (let slot = 0; slot < column.slots; slot += 1) names.push(`${name} [category ${slot + 1}]`);
      for (let bucket = 0; bucket < column.buckets; bucket += 1) names.push(`${name} [hash ${bucket + 1}]`);
    } else if (column.type === 'text') {
      for (let bucket = 0; bucket < column.buckets; bucket += 1) names.push(`${name} [text ${bucket + 1}]`);
    } else if (column.type === 'date') {
      names.push(`${name} [days]`);
      for (const cycle of column.cycles)
        names.push(`${name} [sine of ${cycle}]`, `${name} [cosine of ${cycle}]`);
    } else {
      names.push(name);
    }
    const width = names.length;
    const indicator = column.missing ? input + width : -1;
    if (column.missing) names.push(`${name} [missing]`);
    inputNames.push(...names);
    if (column.type === 'category') {
      steps.push({ kind: 'oneHot', raw, input, width, indicator });
      raw += 1;
    } else if (column.type === 'text') {
      steps.push({ kind: 'copied', raw, input, width, indicator });
      raw += width;
    } else {
      steps.push({ kind: 'scaled', raw, input, moments, indicator, copied: width - 1 });
      raw += width;
      moments += 1;
    }
  }
  inputNames.push('[unexpected]');
  return { steps, rawWidth: raw, inputNames, moments };
}
