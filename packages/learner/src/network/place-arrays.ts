import { LANES } from '../kernels/codes.js';
import { emitProgram, emitTables } from '../lowering/emit.js';
import type { Lowered } from '../lowering/lowered.js';
import type { ParameterName } from './parameter-values.js';

/** Addresses of all arrays of a network; 0 for parameters that are not kept. */
type Addresses = { readonly [name in ParameterName | ArrayName]: number };

type ArrayName =
  | 'activations'
  | 'deltas'
  | 'panels'
  | 'gradients'
  | 'inputs'
  | 'targets'
  | 'rowWeights'
  | 'rowLosses'
  | 'rowScale'
  | 'outputs'
  | 'targetLanes'
  | 'outputLanes'
  | 'outputDeltas'
  | 'scratch'
  | 'inputLists'
  | 'outputActivations'
  | 'tables'
  | 'program';

/** Where every array of a network lies in the kernels' linear memory. */
export type Places = {
  readonly arrays: Addresses;
  /** First address behind them. */
  readonly end: number;
};

/** Gives every array its place from `start` on, each at the start of a cache line. */
export function placeArrays(
  lowered: Lowered,
  maxBatch: number,
  present: readonly ParameterName[],
  start: number,
): Places {
  let end = start;
  const words = (count: number): number => {
    const at = Math.ceil(end / 64) * 64;
    end = at + count * 4;
    return at;
  };
  const { inputs, outputCapacity: outputs, parameters } = lowered;
  const room = outputs - lowered.outputs;
  const slots = lowered.slots + room;
  // The last vector of four rows is read and written as a whole.
  const rows = maxBatch + 3;
  const widest = lowered.bands.reduce(
    (most, band) => Math.max(most, band.end - band.start + (band.end === lowered.slots ? room : 0)),
    0,
  );
  const nowhere = { activations: 0, deltas: 0, weights: 0, gradients: 0, panels: 0 };
  const tables = emitTables(lowered, nowhere, 0);
  const arrays = {
    activations: words(slots * LANES),
    deltas: words(slots * LANES),
    panels: words(Math.ceil(widest / 16) * 16 * LANES),
    gradients: words(parameters),
    inputs: words(rows * inputs),
    targets: words(rows * outputs),
    rowWeights: words(rows),
    rowLosses: words(rows),
    rowScale: words(LANES),
    outputs: words(rows * outputs),
    targetLanes: words(outputs * LANES),
    outputLanes: words(outputs * LANES),
    outputDeltas: words(outputs * LANES),
    scratch: words(slots * 2 + 8),
    inputLists: words(LANES * (inputs + 1)),
    outputActivations: words(outputs),
  };
  const keep = (name: ParameterName): number => (present.includes(name) ? words(parameters) : 0);
  const kept = {
    weights: keep('weights'),
    moment1: keep('moment1'),
    moment2: keep('moment2'),
    importance: keep('importance'),
    anchor: keep('anchor'),
    path: keep('path'),
  };
  // Behind the parameters, since kernels read whole vectors and so a little beyond the last one.
  const code = {
    tables: words(tables.words.length),
    program: words(emitProgram(lowered, nowhere, tables, 0).words.length),
  };
  return { arrays: { ...arrays, ...kept, ...code }, end };
}
