/** Which memories are rehearsed, as the page names them. */
export const STRATEGIES = ['uniform', 'prioritized', 'recency', 'balanced', 'mixed'] as const;

export type StrategyName = (typeof STRATEGIES)[number];

/** Rows that the memory may hold, as the slider has them. */
export const CAPACITIES: readonly number[] = [0, 10, 25, 50, 100, 250, 500, 1000, 2500];

/** Strengths of consolidation, as the slider has them; 0 is none. */
export const STRENGTHS: readonly number[] = [0, 0.01, 0.1, 1, 10];

/** What a visitor may change. */
export type Settings = {
  /** Rows that the network with rehearsal remembers; 0: none, then it is like the other. */
  readonly capacity: number;
  readonly strategy: StrategyName;
  /** Of elastic weight consolidation after each piece, for both networks; 0: none. */
  readonly strength: number;
};

export const USUAL: Settings = { capacity: 500, strategy: 'uniform', strength: 0 };
