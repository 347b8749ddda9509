import type { RowFault } from '../blocks/row-block.js';

/** How one row is written. */
export type WriteOptions = {
  /**
   * False: nothing of the writer changes. Unknown columns are passed over, unknown categories and classes and values that
   * contradict their column are read as such or as missing. @defaultValue true
   */
  readonly remember?: boolean;
};

/** What became of a row or a label; a fault says what was wrong with it. */
export type WriteResult = 'written' | 'grown' | RowFault;
