/** What can be kept for each parameter. */
export type ParameterName = 'weights' | 'moment1' | 'moment2' | 'importance' | 'anchor' | 'path';

/** Every name, in the order in which the arrays are laid out. */
export const PARAMETER_NAMES: readonly ParameterName[] = [
  'weights',
  'moment1',
  'moment2',
  'importance',
  'anchor',
  'path',
];

/** Values of all parameters in the graph's order: `[edges]` weights, then `[nodes]` biases. */
export type ParameterValues = { readonly [name in ParameterName]?: Float32Array };

/** Weights `[edges]` and biases `[nodes]`, in the order of the graph. */
export type SplitParameters = { weights: Float32Array<ArrayBuffer>; biases: Float32Array<ArrayBuffer> };
