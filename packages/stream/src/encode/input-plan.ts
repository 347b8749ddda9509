import type { ColumnSchema, TableSchema } from '../schema/schema.js';

/** How one raw column becomes inputs. `indicator` is the input that is 1 where the value is missing, or -1. */
export type InputStep = {
  readonly raw: number;
  readonly input: number;
  indicator: number;
} & (
  | {
      /** Standardised; `copied` raw values after the first are copied as they are (the cycles of a date). */
      readonly kind: 'scaled';
      readonly moments: number;
      readonly copied: number;
    }
  /** One of `width` inputs is 1. */
  | { readonly kind: 'oneHot'; readonly width: number }
  | { readonly kind: 'copied'; readonly width: number }
);

/** Where each raw value of a table batch goes among the inputs of a network, and what each input is called. */
export type InputPlan = {
  readonly steps: readonly InputStep[];
  readonly rawWidth: number;
  readonly inputNames: readonly string[];
  readonly moments: number;
  /** The shared input. */
  readonly unexpected: number;
};

/**
 * Lays out the inputs: those of the columns that were there at first, then the shared one, then those of columns that were
 * appended, so that growth moves nothing. The shared one is 1 where something is missing in a column that had no gaps among
 * the first rows, or a category has no input of its own yet.
 */
export function planInputs(schema: TableSchema): InputPlan {
  const steps: InputStep[] = [];
  const inputNames: string[] = [];
  const firstStepOf = new Map<string, InputStep>();
  const slotsOf = new Map<string, number>();
  const { columns } = schema;
  const appendedFrom = schema.appendedFrom ?? columns.length;
  let raw = 0;
  let moments = 0;
  let unexpected = -1;
  for (const [at, column] of columns.entries()) {
    if (at === appendedFrom) unexpected = inputNames.push('[unexpected]') - 1;
    const { name } = column;
    if (column.type === 'ignored') continue;
    if (column.type === 'gap') {
      const step = firstStepOf.get(name);
      if (step !== undefined) step.indicator = inputNames.length;
      inputNames.push(`${name} [missing]`);
      continue;
    }
    const input = inputNames.length;
    const names = namesOf(column, slotsOf.get(name) ?? 0);
    if (column.type === 'category') slotsOf.set(name, (slotsOf.get(name) ?? 0) + column.slots);
    const width = names.length;
    // Where a further part reads nothing, another part of the column reads the value, or its first part says missing.
    const silent = firstStepOf.has(name);
    const indicator = silent || column.type === 'features' ? SILENT : column.missing ? input + width : SHARED;
    inputNames.push(...names);
    if (indicator >= 0) inputNames.push(`${name} [missing]`);
    let step: InputStep;
    if (column.type === 'category') step = { kind: 'oneHot', raw, input, width, indicator };
    else if (column.type === 'text' || column.type === 'features')
      step = { kind: 'copied', raw, input, width, indicator };
    else step = { kind: 'scaled', raw, input, moments, indicator, copied: width - 1 };
    raw += step.kind === 'oneHot' ? 1 : width;
    if (step.kind === 'scaled') moments += 1;
    steps.push(step);
    if (!firstStepOf.has(name)) firstStepOf.set(name, step);
  }
  if (unexpected === -1) unexpected = inputNames.push('[unexpected]') - 1;
  for (const step of steps) if (step.indicator === SHARED) step.indicator = unexpected;
  return { steps, rawWidth: raw, inputNames, moments, unexpected };
}

const SILENT = -1;
const SHARED = -2;

function namesOf(column: ColumnSchema, slotsBefore: number): string[] {
  const { name } = column;
  const numbered = (what: string, count: number, from = 1): string[] =>
    Array.from({ length: count }, (_, index) => `${name} [${what} ${from + index}]`);
  if (column.type === 'category')
    return [...numbered('category', column.slots, slotsBefore + 1), ...numbered('hash', column.buckets)];
  if (column.type === 'text') return numbered('text', column.buckets);
  if (column.type === 'features') return numbered('hash', column.buckets);
  if (column.type === 'date')
    return [
      `${name} [days]`,
      ...column.cycles.flatMap((cycle) => [`${name} [sine of ${cycle}]`, `${name} [cosine of ${cycle}]`]),
    ];
  return [column.part === undefined ? name : `${name} [part ${column.part}]`];
}
