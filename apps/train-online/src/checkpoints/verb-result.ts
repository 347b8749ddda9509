/** What one of the verbs about checkpoints found: for people, for programs, and whether all is well. */
export type VerbResult = {
  readonly text: string;
  readonly json: Readonly<Record<string, unknown>>;
  /** Sentences for standard error. */
  readonly warnings?: readonly string[];
  /** False makes the verb exit with 1. */
  readonly ok?: boolean;
};
