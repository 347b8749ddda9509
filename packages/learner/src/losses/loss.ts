/** What a network is trained to make small: plain data, made by the functions beside this file. */
export type Loss =
  | { readonly kind: 'mean-squared-error' }
  | { readonly kind: 'huber'; readonly delta: number }
  | { readonly kind: 'binary-cross-entropy' }
  | { readonly kind: 'softmax-cross-entropy' };

/** Every loss, in the order of the kernels' codes: append only. */
export const LOSSES: readonly Loss['kind'][] = [
  'mean-squared-error',
  'huber',
  'binary-cross-entropy',
  'softmax-cross-entropy',
];
