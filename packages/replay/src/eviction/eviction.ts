/** Which row leaves when a row comes and the memory is full: plain data, made by the functions named like the kinds. */
export type Eviction =
  | { readonly kind: 'fifo' }
  | { readonly kind: 'reservoir' }
  | { readonly kind: 'lowestPriority'; readonly by?: string }
  | { readonly kind: 'balancedReservoir'; readonly by: string }
  | { readonly kind: 'balancedFifo'; readonly by: string };
