/**
 * How much of the bias of an uneven draw the importance weights undo: 0 none, 1 all of it; or a schedule, linear from
 * `from` to `to` over the first `draws` calls of `sample`.
 */
export type Beta = number | { readonly from: number; readonly to: number; readonly draws: number };

/**
 * What the importance weights are divided by: the largest in the `batch`, the largest that any row of the `memory`
 * could have, or nothing (`none`).
 */
export type Normalisation = 'batch' | 'memory' | 'none';

/** Which rows may be drawn: those whose field, of shape `[]`, has the value `is`, or any but the value `not`; one of them. */
export type Where = { readonly field: string; readonly is?: number; readonly not?: number };

/** How importance weights `(N · p)^-beta` are made, and of which rows. */
export type Weighting = { readonly beta: Beta; readonly normalise: Normalisation; readonly where?: Where };

/** Draws every row with the same probability. */
export type Uniform = {
  readonly kind: 'uniform';
  readonly replacement: boolean;
  readonly shuffled?: true;
} & Weighting;

/** Draws rows in proportion to their priority to the power of alpha. */
export type Prioritized = {
  readonly kind: 'prioritized';
  readonly alpha: number;
  readonly epsilon: number;
  readonly stratified: boolean;
} & Weighting;

/** Draws new rows more often: a row `halfLife` rows older is half as likely. */
export type Recency = { readonly kind: 'recency'; readonly halfLife: number } & Weighting;

/** Draws every value of a field equally often, and every row of a value. */
export type Balanced = { readonly kind: 'balanced'; readonly by: string } & Weighting;

/** A strategy that draws by one rule. */
export type SingleStrategy = Uniform | Prioritized | Recency | Balanced;

/** Draws shares of a batch by different strategies. */
export type Mixed = {
  readonly kind: 'mixed';
  readonly parts: readonly { readonly share: number; readonly strategy: SingleStrategy }[];
} & Weighting;

/** How rows are drawn: plain data, made by `uniform`, `prioritized`, `recency`, `balanced` and `mixed`. */
export type Strategy = SingleStrategy | Mixed;

/** How a batch's `strategies` column names each row's strategy. */
export const strategyCodes: { readonly [Kind in SingleStrategy['kind']]: number } = Object.freeze({
  uniform: 0,
  prioritized: 1,
  recency: 2,
  balanced: 3,
});
