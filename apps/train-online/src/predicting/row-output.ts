/** Where rows are written to, one text after the other. */
export interface RowOutput {
  /** Waits until the text is on its way. @returns false once nobody reads any more. */
  write(text: string): Promise<boolean>;
  /** Makes what was written count. */
  finish(): void;
  /** Takes back what was written, where that can be done. */
  abandon(): void;
}
