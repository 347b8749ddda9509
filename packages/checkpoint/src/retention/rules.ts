/** One rule about which checkpoints stay. Rules compose: what any of them keeps, stays. */
export type RetentionRule =
  | { readonly keep: 'last'; readonly count: number }
  | { readonly keep: 'best'; readonly count: number; readonly mode: 'min' | 'max' }
  | { readonly keep: 'every'; readonly examples: number }
  | { readonly keep: 'period'; readonly milliseconds: number };
