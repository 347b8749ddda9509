/** How a CSV text is read. */
export type CsvOptions = {
  /** One character; found out from the header (`,` `;` tab or `|`) if not given. */
  readonly delimiter?: string;
  /** The longest record, in bytes: what bounds the memory. */
  readonly maxRecordBytes: number;
};
