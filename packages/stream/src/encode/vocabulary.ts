/** The words that have been met and given a number: the part of reading that is state. */
export type Vocabulary = {
  /** Per column the categories that have a slot, in its order; through all parts of the column. */
  readonly categories: Readonly<Record<string, readonly string[]>>;
  readonly classes: readonly string[];
  readonly domains: readonly string[];
};
