const marker: unique symbol = Symbol.for('train-online.UsageError');

/** What the user asked for cannot be done as asked: exit code 2, one line, no stack. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  readonly [marker] = true;

  /** Tells whether `value` is one, across copies of this module. */
  static is(value: unknown): value is UsageError {
    return typeof value === 'object' && value !== null && marker in value;
  }
}
