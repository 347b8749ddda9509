/** A learner of one key. What it does must follow from its state and the event alone: no clock, no randomness from outside. */
export type KeyedLearner = {
  /**
   * Takes in an event's body, which it must neither change nor keep.
   *
   * @returns what is to be said about it: a prediction, for example; undefined for nothing.
   * @throws anything: the key is quarantined then, with the state of before the event.
   */
  apply(body: Uint8Array): Uint8Array | undefined;
  /** Returns everything that changes, as a copy: from it `restore` makes a learner that goes on to the bit. */
  state(): Uint8Array;
  /** Returns the same bytes without a copy, where that is cheaper: they are valid until the next call of any learner of the factory. */
  view?(): Uint8Array;
  /** Gives back what it holds outside of itself, such as its place in a bank; nothing of it is called afterwards. */
  close?(): void;
};

/** Makes learners of one kind. */
export type LearnerFactory = {
  /** Names the graph and the settings: states of another layout are refused. Any text. */
  readonly layout: string;
  /** Makes the learner of a key that had no event yet; the same key always gives the same learner. */
  create(key: string): KeyedLearner;
  /** @throws an error if `state` is not what `state()` gave. */
  restore(key: string, state: Uint8Array): KeyedLearner;
};
