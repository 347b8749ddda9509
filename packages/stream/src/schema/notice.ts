/** Something about the data that a user should know: it ends nothing. */
export type Notice = {
  /**
   * - `notation`: how numbers, dates or text of a column or source are written;
   * - `sentinel`: a number that is taken as "no value";
   * - `task`: what the target was taken as, where it could be another;
   * - `hint`: what looks odd, and is left as it is;
   * - `widened`: a column that can read more than at first;
   * - `time`: the time column goes back;
   * - `file`: what was passed over in a source.
   */
  readonly kind: 'notation' | 'sentinel' | 'task' | 'hint' | 'widened' | 'time' | 'file';
  /** A sentence with a way to say otherwise. */
  readonly message: string;
  readonly column?: string;
  readonly source?: string;
  readonly line?: number;
};
