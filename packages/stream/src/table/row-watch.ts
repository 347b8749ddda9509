import type { Notice } from '../schema/notice.js';
import type { TableBatch } from './table-batch.js';

/** What was watched so far: rows without a label, the latest time, and whether a row went behind it. */
export type Watched = readonly [unlabelled: number, latest: number | null, hasGoneBack: boolean];

/** Watches what rows say about the stream as a whole: labels that are missing, times that go back. */
export class RowWatch {
  readonly #say: ((notice: Notice) => void) | undefined;
  readonly #timeColumn: string | null;
  /** Rows without a label that were passed over. */
  unlabelled: number;
  #latest: number;
  #hasGoneBack: boolean;

  constructor(
    say: ((notice: Notice) => void) | undefined,
    timeColumn: string | null,
    [unlabelled, latest, hasGoneBack]: Watched = [0, null, false],
  ) {
    this.#say = say;
    this.#timeColumn = timeColumn;
    this.unlabelled = unlabelled;
    this.#latest = latest ?? Number.NEGATIVE_INFINITY;
    this.#hasGoneBack = hasGoneBack;
  }

  /** Says what was found out about a source. */
  say(remark: string | undefined): void {
    if (remark !== undefined) this.#say?.({ kind: 'file', message: remark });
  }

  /** Takes in the time of a row that is given. */
  updateTime(time: number, source: string, line: number): void {
    if (this.#timeColumn === null || Number.isNaN(time)) return;
    if (time < this.#latest && !this.#hasGoneBack) {
      this.#hasGoneBack = true;
      this.#say?.({
        kind: 'time',
        column: this.#timeColumn,
        source,
        line,
        message: `${source} line ${line}: the time goes back in column "${this.#timeColumn}"; rows are learned in the order of the file: sort it, if that is wrong`,
      });
    }
    if (!(time <= this.#latest)) this.#latest = time;
  }

  /** Takes in a row that has no label. */
  updateUnlabelled(source: string, line: number, target: string): void {
    if (this.unlabelled === 0)
      this.#say?.({
        kind: 'file',
        column: target,
        source,
        line,
        message: `${source} line ${line}: the target "${target}" is missing; rows without it are counted and not learned from`,
      });
    this.unlabelled += 1;
  }

  state(): Watched {
    return [this.unlabelled, Number.isFinite(this.#latest) ? this.#latest : null, this.#hasGoneBack];
  }
}

/** Tells whether the row that was just written lacks a label; of several targets, any. */
export function isUnlabelled({ size, targets, truths }: TableBatch): boolean {
  const count = targets.shape[1]!;
  for (let at = size * count; at < (size + 1) * count; at += 1) if (Number.isNaN(truths[at])) return true;
  return false;
}
