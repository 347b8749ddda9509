/** The range of a number, as it is checked and as it is said. */
export type NumberRange = {
  /** Inclusive. */
  readonly min?: number | undefined;
  /** Inclusive. */
  readonly max?: number | undefined;
  /** Exclusive. */
  readonly above?: number | undefined;
  /** Exclusive. */
  readonly below?: number | undefined;
};

export function isWithin(value: unknown, { min, max, above, below }: NumberRange): value is number {
  return (
    typeof value === 'number' &&
    value >= (min ?? Number.NEGATIVE_INFINITY) &&
    value <= (max ?? Number.POSITIVE_INFINITY) &&
    (above === undefined || value > above) &&
    (below === undefined || value < below)
  );
}

/** Says a range as it follows the word "number". */
export function describeRange({ min, max, above, below }: NumberRange): string {
  const low = min !== undefined ? ` from ${min}` : above !== undefined ? ` above ${above}` : '';
  const high = max !== undefined ? ` to ${max}` : below !== undefined ? ` to below ${below}` : '';
  if (low !== '' && high !== '') return low + high;
  if (min !== undefined) return `, ${min} or more`;
  if (max !== undefined) return `, ${max} or less`;
  return below !== undefined ? ` below ${below}` : low;
}
