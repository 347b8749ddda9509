// Addresses of the arrays in the host's memory.

export let words: usize = 0;
export let slots: usize = 0;
export let exact: usize = 0;
export let seen: usize = 0;
export let staged: usize = 0;
export let nodes: usize = 0;
export let tables: usize = 0;
export let weights: usize = 0;
export let sums: usize = 0;
export let maxima: usize = 0;
export let offsets: usize = 0;
export let levels: i32 = 0;
export let records: usize = 0;
export let stride: usize = 0;

export function configure(
  wordsAt: usize,
  slotsAt: usize,
  exactAt: usize,
  seenAt: usize,
  stagedAt: usize,
  nodesAt: usize,
  tablesAt: usize,
  weightsAt: usize,
  sumsAt: usize,
  maximaAt: usize,
  offsetsAt: usize,
  levelCount: i32,
  recordsAt: usize,
  bytesPerRecord: usize,
): void {
  words = wordsAt;
  slots = slotsAt;
  exact = exactAt;
  seen = seenAt;
  staged = stagedAt;
  nodes = nodesAt;
  tables = tablesAt;
  weights = weightsAt;
  sums = sumsAt;
  maxima = maximaAt;
  offsets = offsetsAt;
  levels = levelCount;
  records = recordsAt;
  stride = bytesPerRecord;
}
