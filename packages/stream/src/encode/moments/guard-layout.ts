/** What is kept of a column, one number each. */
const FIELDS = [
  'mean',
  'variance',
  'count',
  'rows',
  'phase',
  'recent',
  'share',
  'mode',
  'modeShare',
  'others',
  'otherCount',
  'candidate',
  'votes',
  'place',
  'sentinel',
  'held',
  'rejected',
  'sentinels',
] as const;

/** A number that is kept of a column. */
export type GuardField = (typeof FIELDS)[number];

/** The place of each of them. */
export const FIELD_AT: Readonly<Record<GuardField, number>> = Object.fromEntries(
  FIELDS.map((field, at) => [field, at]),
) as Record<GuardField, number>;

/** The place of the last 8 values that are not the mode. */
export const OTHERS_AT: number = FIELDS.length;
/** The place and the length of the ring of the last values. */
export const RING_AT: number = OTHERS_AT + 8;
export const RING = 64;
/** Numbers a column. */
export const GUARD: number = RING_AT + RING;
