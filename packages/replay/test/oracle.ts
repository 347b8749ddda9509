/** A memory as one would write it on a blackboard: a list of rows, searched from end to end. */
export class OracleMemory {
  rows: { id: number; values: readonly number[]; priority: number }[] = [];
  added = 0;
  stale = 0;
  readonly capacity: number;

  constructor(capacity: number) {
    this.capacity = capacity;
  }

  /** Under fifo. */
  append(values: readonly number[], priority: number): void {
    if (this.rows.length === this.capacity) this.rows.shift();
    this.rows.push({ id: this.added, values, priority });
    this.added += 1;
  }

  update(ids: readonly number[], priorities: readonly number[]): void {
    ids.forEach((id, at) => {
      const row = this.rows.find((candidate) => candidate.id === id);
      if (row === undefined) this.stale += 1;
      else row.priority = priorities[at]!;
    });
  }
}
