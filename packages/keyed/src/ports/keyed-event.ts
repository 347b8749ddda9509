/** What a producer appends: something that the learner of `key` takes in. */
export type NewEvent = {
  /** Whose it is: any text without U+0000. Events of one key are applied in their order, those of different keys in any. */
  readonly key: string;
  /** What the learner is given: bytes that only it understands. Empty for a release. */
  readonly body: Uint8Array;
  /** `release` lets a quarantined key learn again, from the next event on. Default `event`. */
  readonly kind?: 'event' | 'release';
  /** Makes appending it twice the same as once, as long as the log retains the first one. Any text without U+0000. */
  readonly id?: string;
};

/** One event of a partition. */
export type KeyedEvent = {
  /** Its place in its partition: a whole number, from 1, without gaps. */
  readonly sequence: number;
  readonly key: string;
  readonly kind: 'event' | 'release';
  readonly body: Uint8Array;
};
